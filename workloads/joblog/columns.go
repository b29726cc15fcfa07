package joblog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var fieldNames = []string{"duration", "arrival", "end", "priority", "key", "slots", "deadline", "cost"}

// whenever are names of times that may be the start or the end of a job.
var whenever = []string{"timestamp", "ts", "time", "date", "datetime"}

// columns finds the fields in a header.
func (log *Log) columns(r *rows, o Options) (map[string]place, *Format, error) {
	format, err := chooseFormat(r, o)
	if err != nil {
		return nil, nil, err
	}
	if r.header == nil {
		first := ""
		if len(r.head) > 0 {
			first = strings.Join(r.head[0].fields, ", ")
		}
		return nil, nil, fmt.Errorf("has no header (the first row is %.100q); name its columns, as with --columns id,arrival,duration", first)
	}
	out := make(map[string]place)
	told := func(field string) bool { return o.Columns[field] != "" }
	for _, field := range fieldNames {
		spec := o.Columns[field]
		if spec == "" && !(field == "end" && told("arrival") || field == "arrival" && told("end")) {
			spec = format.columns[field]
		}
		if spec == "" {
			continue
		}
		if out[field], err = parseField(field, spec, r.header); err != nil {
			return nil, nil, fmt.Errorf("%s %q: %w (have %.200q)", field, spec, err, strings.Join(r.header, ", "))
		}
	}
	if format.Name == "" {
		if err := log.guessRest(r, out); err != nil {
			return nil, nil, err
		}
		log.guessTimes(r, out)
		if err := log.beside(r, out); err != nil {
			return nil, nil, err
		}
		log.unitsBeside(r, out["duration"])
		log.zonesBeside(r, out["arrival"], out["end"], out["duration"])
	}
	if len(out["duration"]) == 0 && asynqTasks(r.header) {
		return nil, nil, errors.New("is asynq's list of tasks, which has no durations: have a middleware log when each task starts and how long it takes")
	}
	if len(out["duration"]) == 0 {
		for i, name := range r.header {
			if all(r.cells(i), func(s string) bool { return s[0] == '{' }) {
				return nil, nil, fmt.Errorf("column %q holds JSON of its own: take it out first, as with jq -r .%s", name, name)
			}
		}
		return nil, nil, fmt.Errorf("header: no column looks like a duration (have %.200q): name it with --duration", strings.Join(r.header, ", "))
	}
	for _, p := range out {
		for i := range p {
			if err := p[i].sameName(r); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, field := range []string{"duration", "arrival", "end", "deadline", "cost"} {
		p := out[field]
		for i := range p {
			p[i].moment = field == "arrival" || field == "end" || len(p) > 1 && slices.ContainsFunc(p, func(t term) bool { return t.minus })
			if err := p[i].look(field, r, o); err != nil {
				return nil, nil, fmt.Errorf("column %q: %w", p[i].name, err)
			}
		}
	}
	if p := out["duration"]; len(p) == 1 && all(r.cells(p[0].at), hourOnly.MatchString) {
		log.Notes = append(log.Notes, fmt.Sprintf("durations such as %q are taken as minutes and seconds", r.cells(p[0].at)[0]))
	}
	log.unitOf(r, out["duration"], o)
	if format.Name == "" {
		log.attempts(r)
		log.waits(r, out["duration"])
	}
	if r.access && o.Columns["duration"] == "" {
		log.otherFractions(r, out["duration"])
	}
	log.unused(r.header, out)
	return out, format, nil
}

// asynqTasks reports whether a header is that of asynq's inspector.
func asynqTasks(header []string) bool {
	for _, name := range []string{"queue", "type", "state", "max_retry", "retried"} {
		if !slices.ContainsFunc(header, func(h string) bool { base, _ := plainName(h); return base == name }) {
			return false
		}
	}
	return true
}

// chooseFormat returns the format that the options name, or the one that fits, or a format
// without a name.
func chooseFormat(r *rows, o Options) (*Format, error) {
	i := -1
	switch {
	case r.access && o.Format == "":
		return accessFormat(r, o)
	case o.Format != "":
		if i = slices.IndexFunc(formats, func(f Format) bool { return f.Name == o.Format }); i < 0 {
			return nil, fmt.Errorf("log format %q: unknown", o.Format)
		}
	case r.header == nil:
		i = slices.IndexFunc(formats, func(f Format) bool { return f.fitsRows(r.head) })
	case o.Columns["duration"] == "":
		i = slices.IndexFunc(formats, func(f Format) bool { return f.fits(r.header) })
	}
	if i < 0 {
		return &Format{}, nil
	}
	if f := &formats[i]; r.header == nil && f.names != nil {
		r.header = f.names
	}
	return &formats[i], nil
}

// ours returns the column of a deadline or a cost, if it has a name with a unit, as in what
// [Log.WriteCSV] writes. In other logs such a name may mean a time of day, or money: there it
// has to be named.
func ours(field string, header []string) place {
	for i, name := range header {
		if unit, ok := strings.CutPrefix(name, field); ok && unit != "" && units[unit] > 0 {
			return place{{at: i, unit: units[unit], name: name}}
		}
	}
	return nil
}

// guessRest finds the fields that neither the options nor the format name.
func (log *Log) guessRest(r *rows, out map[string]place) (err error) {
	header := r.header
	for _, field := range []string{"duration", "priority", "key", "slots"} {
		if out[field] == nil {
			if out[field], err = log.pick(field, r); err != nil {
				return err
			}
		}
	}
	for _, field := range []string{"deadline", "cost"} {
		if out[field] == nil {
			out[field] = ours(field, header)
		}
	}
	log.unusable(r, out)
	if len(out["duration"]) == 0 {
		out["duration"] = guessSpan(header)
	}
	if out["arrival"] != nil || out["end"] != nil {
		return nil
	}
	arrival, err := log.pick("arrival", r)
	if err != nil {
		return err
	}
	end, err := log.pick("end", r)
	if err != nil {
		return err
	}
	base := ""
	if arrival != nil {
		base, _ = plainName(arrival[0].name[strings.LastIndexByte(arrival[0].name, '.')+1:])
	}
	if arrival != nil && slices.Contains(whenever, base) {
		if start, ok := r.begun(arrival[0], out["duration"]); ok {
			out["arrival"] = place{start}
			log.Notes = append(log.Notes, fmt.Sprintf("column %q is taken as the arrival, and not %q, which may be the end of a job; --arrival %s takes that", start.name, arrival[0].name, arrival[0].name))
			return nil
		}
	}
	switch {
	case arrival != nil && slices.Contains(whenever, base) && (r.logged || logLines(header)):
		out["end"] = arrival
		log.Notes = append(log.Notes, fmt.Sprintf("column %q is taken as the end of a job, when a program logs it; if it is the arrival, use --arrival %s", arrival[0].name, arrival[0].name))
	case arrival != nil:
		out["arrival"] = arrival
		if slices.Contains(whenever, base) {
			log.Notes = append(log.Notes, fmt.Sprintf("column %q is taken as the arrival; if it is the end of a job, use --end %s", arrival[0].name, arrival[0].name))
		}
	case end != nil:
		out["end"] = end
	default:
		if span := guessSpan(header); span != nil {
			out["arrival"] = place{{at: span[1].at, unit: span[1].unit, name: span[1].name}}
		}
	}
	return nil
}

// unusable leaves out priorities and slots that are found by name and are no whole numbers.
func (log *Log) unusable(r *rows, out map[string]place) {
	for _, field := range []string{"priority", "slots"} {
		if len(out[field]) == 0 {
			continue
		}
		for _, s := range r.cells(out[field][0].at) {
			_, err := wholeNumber(s)
			if field == "slots" {
				_, err = slotsOf(strings.TrimSuffix(s, ".0"))
			}
			if s != "" && err != nil {
				log.Understood.Warnings = append(log.Understood.Warnings, fmt.Sprintf("column %q is not used: %s %q: want a whole number", out[field][0].name, field, s))
				delete(out, field)
				break
			}
		}
	}
}

// logLines reports whether a header looks like that of lines that a program logs.
func logLines(header []string) bool {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return findColumn(header, n) >= 0 })
	}
	return has("level", "lvl", "severity", "levelname", "log.level") && has("msg", "message", "event") || has("request") && has("status")
}

// unused notes which columns belong to no field.
func (log *Log) unused(header []string, fields map[string]place) {
	used := make(map[int]bool)
	for _, p := range fields {
		for _, t := range p {
			used[t.at] = true
			if t.also > 0 {
				used[t.also-1] = true
			}
		}
	}
	var names []string
	for i, name := range header {
		if !used[i] && name != "" && name != string(arrayColumn) {
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
