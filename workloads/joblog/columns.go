package joblog

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// aliases are what people call the columns, without units. The first that is there counts.
var aliases = map[string][]string{
	"duration": {"duration", "service_time", "service", "elapsed", "elapsed_time", "latency", "took", "runtime", "run_time", "exec_time", "execution_time", "processing_time", "dur"},
	"arrival": {"arrival", "arrived", "arrival_time", "arrived_at", "submitted", "submitted_at", "submit_time", "enqueued", "enqueued_at", "queued_at", "created", "created_at",
		"timestamp", "ts", "time", "start_time", "start", "started", "started_at", "begin"},
	"priority": {"priority", "prio"},
	"key":      {"key", "customer", "customer_id", "tenant", "tenant_id", "account", "user", "user_id", "shard", "queue"},
}

// spans are pairs of columns whose difference is a duration, where no column is one.
var spans = [][2]string{
	{"start", "end"}, {"start_time", "end_time"}, {"started", "ended"}, {"started", "finished"}, {"started", "completed"}, {"started_at", "ended_at"}, {"started_at", "finished_at"}, {"started_at", "completed_at"}, {"begin", "end"},
}

var fieldNames = []string{"duration", "arrival", "priority", "key"}

// A place is where the value of a field is.
type place struct {
	plus, minus int // places in a row; -1: none
	unit        time.Duration
}

func (c place) value(fields []string) (string, error) {
	get := func(at int) string {
		if at < 0 || at >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[at])
	}
	if c.minus < 0 {
		return get(c.plus), nil
	}
	if end, err := timeOfDay(get(c.plus)); err == nil {
		start, err := timeOfDay(get(c.minus))
		if err != nil {
			return "", fmt.Errorf("%q: want a time, as %q is one", get(c.minus), get(c.plus))
		}
		return end.Sub(start).String(), nil
	}
	a, err := strconv.ParseFloat(get(c.plus), 64)
	if err != nil {
		return "", fmt.Errorf("%q: want a number or a time", get(c.plus))
	}
	b, err := strconv.ParseFloat(get(c.minus), 64)
	if err != nil {
		return "", fmt.Errorf("%q: want a number", get(c.minus))
	}
	return strconv.FormatFloat(a-b, 'f', -1, 64), nil
}

// columns finds the fields in a header.
func (log *Log) columns(header []string, o Options) (map[string]place, error) {
	var format Format
	i := -1
	switch {
	case o.Format != "":
		i = slices.IndexFunc(formats, func(f Format) bool { return f.Name == o.Format })
		if i < 0 {
			return nil, fmt.Errorf("log format %q: unknown", o.Format)
		}
	case len(o.Columns) == 0:
		i = slices.IndexFunc(formats, func(f Format) bool { return f.fits(header) })
	}
	if i >= 0 {
		format = formats[i]
		log.Notes = append(log.Notes, "read as "+format.Name+": "+format.Summary)
	}
	out := make(map[string]place)
	for _, field := range fieldNames {
		spec, given := o.Columns[field]
		if !given {
			spec, given = format.columns[field]
		}
		c := place{-1, -1, time.Second}
		var err error
		if given {
			c, err = parseSpec(spec, header)
		} else if format.Name == "" {
			var name string
			if c, name = guess(field, header); c.plus >= 0 && !strings.HasPrefix(strings.ToLower(name), field) {
				in := ""
				if field == "duration" || field == "arrival" {
					in = fmt.Sprintf(", in units of %v", c.unit)
				}
				log.Notes = append(log.Notes, fmt.Sprintf("column %q is taken for the %s%s; say so with --%s, or what else", name, field, in, field))
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w (have %.200q)", field, spec, err, strings.Join(header, ", "))
		}
		out[field] = c
	}
	if out["duration"].plus < 0 {
		c, name := guessSpan(header)
		if out["duration"] = c; name != "" {
			log.Notes = append(log.Notes, fmt.Sprintf("the duration is taken to be %s, in units of %v where these are numbers; say so with --duration, or what else", name, c.unit))
		}
	}
	if out["duration"].plus >= 0 {
		log.unused(header, out)
	} else {
		return nil, fmt.Errorf("header: no column that looks like a duration (have %.200q); say which is one with --duration", strings.Join(header, ", "))
	}
	return out, nil
}

// unused says which columns are none of the fields.
func (log *Log) unused(header []string, fields map[string]place) {
	used := make(map[int]bool)
	for _, c := range fields {
		used[c.plus], used[c.minus] = true, true
	}
	var names []string
	for i, name := range header {
		if !used[i] && name != "" {
			names = append(names, name)
		}
	}
	const most = 8
	if n := len(names); n > most {
		names = append(names[:most], fmt.Sprintf("and %d more", n-most))
	}
	if len(names) > 0 {
		log.Notes = append(log.Notes, fmt.Sprintf("not used: %.200s", strings.Join(names, ", ")))
	}
}

// plainName returns the name of a column in lower-case words, without the unit at its
// end, and that unit: startedAt is started_at, and tookMs is took in milliseconds.
func plainName(name string) (string, time.Duration) {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(rune(name[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	base := strings.ReplaceAll(b.String(), " ", "_")
	for suffix, unit := range units {
		if cut, ok := strings.CutSuffix(base, suffix); ok && suffix != "" && cut != "" {
			return cut, unit
		}
	}
	return base, time.Second
}

// guess returns the column whose name, without a unit, is one that the field goes by.
func guess(field string, header []string) (place, string) {
	for _, alias := range aliases[field] {
		for i, name := range header {
			if base, unit := plainName(name); base == alias {
				return place{i, -1, unit}, name
			}
		}
	}
	return place{-1, -1, time.Second}, ""
}

// guessSpan returns the difference of two columns that a duration goes by.
func guessSpan(header []string) (place, string) {
	for _, pair := range spans {
		c := place{-1, -1, time.Second}
		for i, name := range header {
			switch base, unit := plainName(name); base {
			case pair[0]:
				c.minus = i
			case pair[1]:
				c.plus, c.unit = i, unit
			}
		}
		if c.plus >= 0 && c.minus >= 0 {
			return c, fmt.Sprintf("%q less %q", header[c.plus], header[c.minus])
		}
	}
	return place{-1, -1, time.Second}, ""
}

var errNoColumn = errors.New("there is no such column")

// parseSpec reads NAME, NAME:UNIT, END-START or END-START:UNIT.
func parseSpec(spec string, header []string) (place, error) {
	find := func(name string) int {
		return slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, strings.TrimSpace(name)) })
	}
	c := place{find(spec), -1, time.Second}
	if c.plus >= 0 {
		if got, name := guessUnit(header[c.plus]); name {
			c.unit = got
		}
		return c, nil
	}
	if i := strings.LastIndexByte(spec, ':'); i >= 0 {
		unit, err := time.ParseDuration(spec[i+1:])
		if err != nil || unit <= 0 {
			return c, fmt.Errorf("unit %q: want a time such as 1ms", spec[i+1:])
		}
		spec, c.unit = spec[:i], unit
		if c.plus = find(spec); c.plus >= 0 {
			return c, nil
		}
	}
	for i := range spec {
		if spec[i] != '-' {
			continue
		}
		if c.plus, c.minus = find(spec[:i]), find(spec[i+1:]); c.plus >= 0 && c.minus >= 0 {
			return c, nil
		}
	}
	return c, errNoColumn
}

// guessUnit returns the unit that the end of a name tells.
func guessUnit(name string) (time.Duration, bool) {
	for suffix, unit := range units {
		if suffix != "" && strings.HasSuffix(strings.ToLower(name), suffix) {
			return unit, true
		}
	}
	return time.Second, false
}
