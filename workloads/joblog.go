package workloads

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LogOptions say how to read a log of jobs.
type LogOptions struct {
	// Format is one of LogFormats; empty: columns are found by name.
	Format string

	// Columns says where a field stands: "duration", "arrival", "priority" or "key", to
	// NAME, NAME:UNIT for numbers of that unit, or the difference of two columns, as
	// END-START. What is not here is as the format says, or is looked for by name.
	Columns map[string]string

	// Strict refuses a log with a bad row. Otherwise bad rows are left out and told.
	Strict bool
}

// A Log is the jobs of a log.
type Log struct {
	Trace *Trace
	Bad   *TraceError // rows that were left out; nil: none
	Notes []string    // how columns were understood, in full sentences
}

// A LogFormat is a kind of log that somebody publishes.
type LogFormat struct {
	Name, Summary string
	columns       map[string]string
}

var logFormats = []LogFormat{
	{"azure-llm", "Azure LLM inference 2023; a job takes 20 ms for each generated token, which is an assumption", map[string]string{"arrival": "TIMESTAMP", "duration": "GeneratedTokens:20ms"}},
	{"azure-functions", "Azure Functions invocations 2021: arrivals are ends less durations", map[string]string{"arrival": "end_timestamp-duration:1s", "duration": "duration:1s", "key": "func"}},
	{"alibaba-batch", "Alibaba cluster 2018, batch tasks: in seconds", map[string]string{"arrival": "start_time:1s", "duration": "end_time-start_time:1s", "key": "job_name"}},
}

// LogFormats returns the formats that are known by name.
func LogFormats() []LogFormat { return slices.Clone(logFormats) }

// aliases are what people call the columns. The first that is there counts.
var aliases = map[string][]string{
	"duration": {"duration", "service_time", "service", "elapsed", "latency", "took", "runtime"},
	"arrival":  {"arrival", "arrived", "timestamp", "time", "start_time", "start", "created", "created_at", "submitted"},
	"priority": {"priority", "prio"},
	"key":      {"key", "customer", "tenant", "shard", "queue"},
}

var logFields = []string{"duration", "arrival", "priority", "key"}

// ReadLog reads a log of jobs: CSV with a header, or JSON objects, one a line. Values are as
// for ReadTrace; a column of another name may have the unit in it, as elapsed_ms. It keeps
// the values of rows and not their text. Without a usable row there is an error.
func ReadLog(r io.Reader, o LogOptions) (*Log, error) {
	rows, err := openRows(r)
	if err != nil {
		return nil, err
	}
	log := &Log{}
	cols, err := log.columns(rows.header, o)
	if err != nil {
		return nil, err
	}
	t := &Trace{arrivals: cols["arrival"].plus >= 0}
	canonical := columns{column{0, cols["duration"].unit}, column{at: -1}, column{2, 0}, column{3, 0}}
	if t.arrivals {
		canonical.arrival = column{1, cols["arrival"].unit}
	}
	var bad TraceError
	var base clock
	record := make([]string, len(logFields))
	for {
		fields, line, err := rows.next()
		if err == io.EOF {
			break
		}
		var syntax *rowError
		if errors.As(err, &syntax) {
			bad.add(line, syntax.err)
			continue
		}
		if err != nil {
			return nil, err
		}
		for i, name := range logFields {
			if record[i], err = cols[name].value(fields); err != nil {
				err = fmt.Errorf("%s: %w", name, err)
				break
			}
		}
		var row traceRow
		if err == nil {
			row, err = canonical.parse(record, &base)
		}
		if err != nil {
			bad.add(line, err)
			continue
		}
		t.rows = append(t.rows, row)
	}
	switch {
	case bad.Bad > 0 && (o.Strict || len(t.rows) == 0):
		return nil, &bad
	case len(t.rows) == 0:
		return nil, errors.New("has a header but no rows")
	case bad.Bad > 0:
		log.Bad = &bad
	}
	log.Trace = t
	return log, t.normalise()
}

// A logColumn is where the value of a field is.
type logColumn struct {
	plus, minus int // places in a row; -1: none
	unit        time.Duration
}

func (c logColumn) value(fields []string) (string, error) {
	get := func(at int) string {
		if at < 0 || at >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[at])
	}
	if c.minus < 0 {
		return get(c.plus), nil
	}
	a, err := strconv.ParseFloat(get(c.plus), 64)
	if err != nil {
		return "", fmt.Errorf("%q: want a number", get(c.plus))
	}
	b, err := strconv.ParseFloat(get(c.minus), 64)
	if err != nil {
		return "", fmt.Errorf("%q: want a number", get(c.minus))
	}
	return strconv.FormatFloat(a-b, 'f', -1, 64), nil
}

// columns finds the fields in a header.
func (log *Log) columns(header []string, o LogOptions) (map[string]logColumn, error) {
	var format LogFormat
	if o.Format != "" {
		i := slices.IndexFunc(logFormats, func(f LogFormat) bool { return f.Name == o.Format })
		if i < 0 {
			return nil, fmt.Errorf("log format %q: unknown", o.Format)
		}
		format = logFormats[i]
		log.Notes = append(log.Notes, "read as "+format.Name+": "+format.Summary)
	}
	out := make(map[string]logColumn)
	for _, field := range logFields {
		spec, given := o.Columns[field]
		if !given {
			spec, given = format.columns[field]
		}
		c := logColumn{-1, -1, time.Second}
		var err error
		if given {
			c, err = parseSpec(spec, header)
		} else if o.Format == "" {
			var name string
			if c, name = guess(field, header); c.plus >= 0 && !strings.HasPrefix(strings.ToLower(name), field) {
				log.Notes = append(log.Notes, fmt.Sprintf("column %q is taken for the %s, in units of %v; say so with --%s, or what else", name, field, c.unit, field))
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w (have %.200q)", field, spec, err, strings.Join(header, ", "))
		}
		out[field] = c
	}
	if out["duration"].plus < 0 {
		return nil, fmt.Errorf("header: no column that looks like a duration (have %.200q); name it", strings.Join(header, ", "))
	}
	return out, nil
}

// guess returns the column whose name, without a unit, is one that the field goes by.
func guess(field string, header []string) (logColumn, string) {
	for _, alias := range aliases[field] {
		for i, name := range header {
			base, unit := strings.ToLower(name), time.Second
			for suffix, u := range units {
				if b, ok := strings.CutSuffix(base, suffix); ok && suffix != "" && b == alias {
					base, unit = b, u
					break
				}
			}
			if base == alias {
				return logColumn{i, -1, unit}, name
			}
		}
	}
	return logColumn{-1, -1, time.Second}, ""
}

var errNoColumn = errors.New("there is no such column")

// parseSpec reads NAME, NAME:UNIT, END-START or END-START:UNIT.
func parseSpec(spec string, header []string) (logColumn, error) {
	find := func(name string) int {
		return slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, strings.TrimSpace(name)) })
	}
	c := logColumn{find(spec), -1, time.Second}
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

// rowReader reads rows of either kind.
type rowReader struct {
	header []string
	next   func() (fields []string, line int, err error)
}

// A rowError is about one row; the next can be read.
type rowError struct{ err error }

func (e *rowError) Error() string { return e.err.Error() }

func openRows(r io.Reader) (*rowReader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	first, err := in.Peek(1)
	for err == nil && (first[0] == ' ' || first[0] == '\n' || first[0] == '\r' || first[0] == '\t') {
		in.Discard(1)
		first, err = in.Peek(1)
	}
	switch {
	case err == io.EOF:
		return nil, errors.New("is empty, want CSV with a header, or JSON objects, one a line")
	case err != nil:
		return nil, err
	case first[0] == '{':
		return openJSON(in)
	}
	rows := csv.NewReader(in)
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	rows.ReuseRecord = true
	return &rowReader{header, func() ([]string, int, error) {
		fields, err := rows.Read()
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return nil, syntax.StartLine, &rowError{syntax.Err}
		}
		if err != nil {
			return nil, 0, err
		}
		line, _ := rows.FieldPos(0)
		return fields, line, nil
	}}, nil
}

// mostLine is more than any line of a log has.
const mostLine = 1 << 24

// openJSON reads one object a line. The first line's names are the header.
func openJSON(r io.Reader) (*rowReader, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, mostLine)
	line := 0
	var pending []byte
	parse := func(text []byte) (map[string]any, error) {
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		var object map[string]any
		if err := dec.Decode(&object); err != nil {
			return nil, fmt.Errorf("no JSON object: %w", err)
		}
		return object, nil
	}
	if lines.Scan() {
		line++
		pending = slices.Clone(lines.Bytes())
	}
	object, err := parse(pending)
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	var header []string
	for name := range object {
		header = append(header, name)
	}
	slices.Sort(header)
	fields := make([]string, len(header))
	return &rowReader{header, func() ([]string, int, error) {
		for pending == nil {
			if !lines.Scan() {
				return nil, line, cmpErr(lines.Err())
			}
			line++
			if text := bytes.TrimSpace(lines.Bytes()); len(text) > 0 {
				pending = text
			}
		}
		object, err := parse(pending)
		pending = nil
		if err != nil {
			return nil, line, &rowError{err}
		}
		for i, name := range header {
			fields[i] = ""
			switch v := object[name].(type) {
			case nil:
			case string:
				fields[i] = v
			default:
				fields[i] = fmt.Sprint(v)
			}
		}
		return fields, line, nil
	}}, nil
}

// cmpErr returns the error, or that the end is reached.
func cmpErr(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

// Stretch returns the i-th of k consecutive parts of the trace, which begins with its
// first arrival.
func (t *Trace) Stretch(i, k int) *Trace {
	n := len(t.rows)
	part := &Trace{rows: slices.Clone(t.rows[i*n/k : (i+1)*n/k]), arrivals: t.arrivals}
	for j := len(part.rows) - 1; j >= 0; j-- {
		part.rows[j].arrival -= part.rows[0].arrival
	}
	return part
}

// WriteCSV writes the trace as ReadTrace reads it.
func (t *Trace) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"duration_ns", "priority", "key"}
	if t.arrivals {
		header = append(header, "arrival_ns")
	}
	out.Write(header)
	for _, r := range t.rows {
		row := []string{strconv.FormatInt(int64(r.service), 10), strconv.Itoa(r.priority), r.key}
		if t.arrivals {
			row = append(row, strconv.FormatInt(int64(r.arrival), 10))
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}
