package joblog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// aliases are the common names of the columns, without units. The first one present counts.
var aliases = map[string][]string{
	"duration": {"duration", "service_time", "service", "elapsed", "elapsed_time", "latency", "took", "runtime", "run_time", "exec_time", "execution_time", "processing_time", "request_time", "response_time", "job_runtime", "time_taken", "dur"},
	"arrival": {"arrival", "arrived", "arrival_time", "arrived_at", "submit", "submitted", "submitted_at", "submit_time", "enqueued", "enqueued_at", "queued_at", "queued", "received", "received_at", "created", "created_at", "createdat",
		"start_time", "start", "started", "started_at", "start_date", "begin", "startedat", "starttime", "start_time_unix", "timestamp", "ts", "time", "date", "datetime"},
	"end":      {"ended", "ended_at", "end", "end_time", "finished", "finished_at", "finish", "finish_time", "completed", "completed_at", "completion_time", "end_date", "end_timestamp", "stopped_at", "done_at", "endtime"},
	"priority": {"priority", "prio"},
	"key":      {"key", "customer", "customer_id", "tenant", "tenant_id", "account", "user", "user_id", "shard", "queue"},
}

// spans are pairs of columns whose difference is a duration, where no column is one.
var spans = [][2]string{
	{"start", "end"}, {"start_time", "end_time"}, {"started", "ended"}, {"started", "finished"}, {"started", "completed"}, {"started_at", "ended_at"}, {"started_at", "finished_at"}, {"started_at", "completed_at"}, {"start_date", "end_date"}, {"begin", "end"}, {"start_time_unix", "end_time_unix"},
}

var fieldNames = []string{"duration", "arrival", "end", "priority", "key"}

// whenever are names of times that may be the start or the end of a job.
var whenever = []string{"timestamp", "ts", "time", "date", "datetime"}

// A term is a column that contributes to a value.
type term struct {
	at     int
	also   int // the column with the rest of it, as the time beside a date; 0: none
	minus  bool
	unit   time.Duration // of bare numbers; 0: nobody says, so seconds, or by their size
	moment bool          // it may be a time of day, or an epoch
	commas comma
	order  dateOrder
	name   string
}

// A place says where the value of a field comes from: a column, or a sum or difference of
// several.
type place []term

func (p place) String() string {
	var b strings.Builder
	for i, t := range p {
		if i > 0 {
			b.WriteString(map[bool]string{false: " plus ", true: " less "}[t.minus])
		}
		fmt.Fprintf(&b, "%q", t.name)
	}
	return b.String()
}

// text returns the text of the first column.
func (p place) text(fields []string) string {
	if len(p) == 0 {
		return ""
	}
	return p[0].cell(fields)
}

// cell returns the text of the column, followed by that of the column with the rest of it.
func (t *term) cell(fields []string) string {
	if t.at >= len(fields) {
		return ""
	}
	s := strings.TrimSpace(fields[t.at])
	if t.also > 0 && t.also < len(fields) {
		s += " " + strings.TrimSpace(fields[t.also])
	}
	return s
}

// value returns nanoseconds, which count from 1970 if absolute.
func (p place) value(fields []string) (sum time.Duration, absolute bool, err error) {
	times := 0
	for i := range p {
		t := &p[i]
		s := t.cell(fields)
		d, clock, err := t.value(s)
		if err != nil {
			return 0, false, fmt.Errorf("%q: %w", s, err)
		}
		sign := 1
		if t.minus {
			d, sign = -d, -1
		}
		if clock {
			times += sign
		}
		if (sum > 0) == (d > 0) && (sum+d > 0) != (d > 0) && sum != 0 && d != 0 {
			return 0, false, errRange
		}
		sum += d
	}
	if times != 0 && times != 1 {
		return 0, false, errors.New("one is a time of day, the other is not")
	}
	return sum, times == 1, nil
}

// Numbers of at least this size count the time since 1970 in the unit of that row, from
// 1990 on.
var epochs = []struct {
	digits int
	unit   time.Duration
}{{10, time.Second}, {13, time.Millisecond}, {16, time.Microsecond}, {19, 1}}

// epochUnit returns the unit in which a number is a time since 1970, or 0 if it is none.
func epochUnit(s string) time.Duration {
	whole, _, _ := strings.Cut(s, ".")
	if !allDigits(whole) || whole == "" || whole[0] == '0' {
		return 0
	}
	for _, e := range epochs {
		if len(whole) == e.digits {
			return e.unit
		}
	}
	return 0
}

// old is 1990 in nanoseconds since 1970: later times are not relative.
const old = 20 * 365 * 24 * time.Hour

func (t *term) value(s string) (d time.Duration, clock bool, err error) {
	s = t.commas.number(s)
	unit := t.unit
	if unit == 0 && t.moment {
		unit = epochUnit(s)
	}
	if unit == 0 {
		unit = time.Second
	}
	if t.moment {
		if at, ok := parseMoment(s, t.order); ok {
			if y := at.Year(); y < 1700 || y > 2261 {
				return 0, false, errRange
			}
			return time.Duration(at.UnixNano()), true, nil
		}
	}
	d, bare, err := took(s, unit)
	if err != nil && t.moment && !errors.Is(err, errRange) {
		err = fmt.Errorf("%w, or a time such as 2006-01-02T15:04:05Z", err)
	}
	return d, bare && t.moment && d > old, err
}

// findColumn returns the index of the column of that name, in upper or lower case, or -1.
func findColumn(header []string, name string) int {
	name = strings.TrimSpace(name)
	if i := slices.Index(header, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, name) })
}

// plainName splits the name of a column into lower-case words without a unit, and the unit
// at its end, 0 if there is none: startedAt becomes started_at, and tookMs and "Took (ms)"
// become took in milliseconds.
func plainName(name string) (string, time.Duration) {
	var b strings.Builder
	last := rune('_')
	for _, r := range name {
		switch {
		case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)):
			b.WriteByte('_')
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case last != '_':
			r = '_'
			b.WriteByte('_')
		default:
			r = '_'
		}
		last = r
	}
	base := strings.Trim(b.String(), "_")
	for _, in := range []string{"_in_", "_"} {
		i := strings.LastIndex(base, in)
		if i <= 0 {
			continue
		}
		if unit, ok := unitWords[base[i+len(in):]]; ok && base[i+len(in):] != "min" {
			return strings.TrimSuffix(base[:i], "_in"), unit
		}
	}
	return base, 0
}

// glued are units that people append to a name without a separator.
var glued = []string{"millis", "micros", "nanos", "msec", "usec", "nsec", "secs", "sec", "ms", "us", "ns"}

// guess returns the column with one of the names that are common for the field, without
// units. A whole name takes precedence over the last part of a dotted one.
func guess(field string, header []string) place {
	for _, nested := range []bool{false, true} {
		for _, alias := range aliases[field] {
			for i, name := range header {
				short := name
				if nested {
					short = name[strings.LastIndexByte(name, '.')+1:]
				}
				base, unit := plainName(short)
				for _, g := range glued {
					if cut, ok := strings.CutSuffix(base, g); ok && cut == alias && unit == 0 {
						base, unit = cut, unitWords[g]
					}
				}
				if base == alias {
					return place{{at: i, unit: unit, name: name}}
				}
			}
		}
	}
	return nil
}

// guessSpan returns the difference of two columns that is commonly a duration.
func guessSpan(header []string) place {
	for _, pair := range spans {
		var start, end place
		for i, name := range header {
			base, unit := plainName(name[strings.LastIndexByte(name, '.')+1:])
			switch base {
			case pair[0]:
				start = place{{at: i, unit: unit, name: name, minus: true}}
			case pair[1]:
				end = place{{at: i, unit: unit, name: name}}
			}
		}
		if start != nil && end != nil {
			return append(end, start...)
		}
	}
	return nil
}

var errNoColumn = errors.New("there is no such column")

// parseSpec reads NAME, NAME:UNIT, END-START, END-START:UNIT, sums of these joined by " +
// ", and DATE & TIME. Without a unit it uses that in the name of the column.
func parseSpec(spec string, header []string) (place, error) {
	if at := findColumn(header, spec); at >= 0 {
		_, unit := plainName(header[at])
		return place{{at: at, unit: unit, name: header[at]}}, nil
	}
	if date, clock, ok := strings.Cut(spec, " & "); ok {
		at, also := findColumn(header, date), findColumn(header, clock)
		if at < 0 || also <= 0 {
			return nil, errNoColumn
		}
		return place{{at: at, also: also, name: header[at] + " " + header[also]}}, nil
	}
	if parts := strings.Split(spec, " + "); len(parts) > 1 {
		var sum place
		for _, part := range parts {
			p, err := parseSpec(part, header)
			if err != nil {
				return nil, err
			}
			sum = append(sum, p...)
		}
		return sum, nil
	}
	var unit time.Duration
	if i := strings.LastIndexByte(spec, ':'); i >= 0 {
		told, known := unitWords[strings.ToLower(spec[i+1:])]
		if !known {
			var err error
			if told, err = time.ParseDuration(spec[i+1:]); err != nil || told <= 0 {
				return nil, fmt.Errorf("unit %q: want a time such as 1ms", spec[i+1:])
			}
		}
		spec, unit = spec[:i], told
	}
	one := func(name string, minus bool) (term, bool) {
		at := findColumn(header, name)
		if at < 0 {
			return term{}, false
		}
		u := unit
		if u == 0 {
			_, u = plainName(header[at])
		}
		return term{at: at, unit: u, minus: minus, name: header[at]}, true
	}
	if t, ok := one(spec, false); ok {
		return place{t}, nil
	}
	for i := range spec {
		if spec[i] != '-' {
			continue
		}
		end, ok := one(spec[:i], false)
		start, also := one(spec[i+1:], true)
		if ok && also {
			return place{end, start}, nil
		}
	}
	return nil, errNoColumn
}

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
		if out[field], err = parseSpec(spec, r.header); err != nil {
			return nil, nil, fmt.Errorf("%s %q: %w (have %.200q)", field, spec, err, strings.Join(r.header, ", "))
		}
	}
	if format.Name == "" {
		log.guessRest(r.header, out)
	}
	if len(out["duration"]) == 0 {
		return nil, nil, fmt.Errorf("header: no column looks like a duration (have %.200q): name it with --duration", strings.Join(r.header, ", "))
	}
	for _, field := range []string{"duration", "arrival", "end"} {
		p := out[field]
		for i := range p {
			p[i].moment = field != "duration" || len(p) > 1 && slices.ContainsFunc(p, func(t term) bool { return t.minus })
			if err := p[i].look(r, o); err != nil {
				return nil, nil, fmt.Errorf("column %q: %w", p[i].name, err)
			}
		}
	}
	log.unused(r.header, out)
	return out, format, nil
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

// guessRest finds the fields that neither the options nor the format name.
func (log *Log) guessRest(header []string, out map[string]place) {
	for _, field := range []string{"duration", "priority", "key"} {
		if out[field] == nil {
			out[field] = guess(field, header)
		}
	}
	if len(out["duration"]) == 0 {
		out["duration"] = guessSpan(header)
	}
	if out["arrival"] != nil || out["end"] != nil {
		return
	}
	arrival, end := guess("arrival", header), guess("end", header)
	base := ""
	if arrival != nil {
		base, _ = plainName(arrival[0].name[strings.LastIndexByte(arrival[0].name, '.')+1:])
	}
	switch {
	case arrival != nil && slices.Contains(whenever, base) && logLines(header):
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
}

// logLines reports whether a header looks like that of lines that a program logs.
func logLines(header []string) bool {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return findColumn(header, n) >= 0 })
	}
	return has("level", "lvl", "severity", "levelname", "log.level") && has("msg", "message", "event") || has("request") && has("status")
}

// look finds out from the first rows what commas and slashes in a column mean.
func (t *term) look(r *rows, o Options) error {
	var cells []string
	for _, h := range r.head {
		if h.err == nil && t.at < len(h.fields) {
			cells = append(cells, t.cell(h.fields))
		}
	}
	commas, sure := commasOf(cells)
	switch {
	case o.Decimal == ",":
		commas = commaDecimal
	case o.Decimal == ".":
		commas = commaThousands
	case !sure:
		return errors.New("1,102 may mean 1102 or 1.102: choose with --decimal . or --decimal ,")
	}
	t.commas = commas
	if !t.moment {
		return nil
	}
	if t.order = map[string]dateOrder{"dmy": dayFirst, "mdy": monthFirst}[o.Dates]; t.order != orderUnknown {
		return nil
	}
	either := ""
	for _, s := range cells {
		first, second, ok := dayAndMonth(s)
		switch {
		case !ok:
		case first > 12:
			t.order = dayFirst
			return nil
		case second > 12:
			t.order = monthFirst
			return nil
		default:
			either = s
		}
	}
	if either != "" {
		return fmt.Errorf("%q may begin with the day or the month: choose with --dates dmy or --dates mdy", either)
	}
	return nil
}

// unused notes which columns belong to no field.
func (log *Log) unused(header []string, fields map[string]place) {
	used := make(map[int]bool)
	for _, p := range fields {
		for _, t := range p {
			used[t.at] = true
			if t.also > 0 {
				used[t.also] = true
			}
		}
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
