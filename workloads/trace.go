package workloads

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A Trace is a user's own jobs, read from CSV by [ReadTrace].
type Trace struct {
	rows     []traceRow
	arrivals bool
}

type traceRow struct {
	service, arrival time.Duration
	priority         int
	key              string
}

// Len returns the number of jobs.
func (t *Trace) Len() int { return len(t.rows) }

// HasArrivals reports whether it is known when the jobs arrived. Without a trace
// it is not.
func (t *Trace) HasArrivals() bool { return t != nil && t.arrivals }

// fill sets the first len(jobs) jobs and returns their arrivals, if known.
func (t *Trace) fill(jobs []pool.Job[Task]) []time.Duration {
	var arrivals []time.Duration
	if t.arrivals {
		arrivals = make([]time.Duration, len(jobs))
	}
	for i := range jobs {
		row := &t.rows[i]
		jobs[i].Data.Service, jobs[i].Priority, jobs[i].Key = row.service, row.priority, row.key
		if t.arrivals {
			arrivals[i] = row.arrival
		}
	}
	return arrivals
}

// A TraceError says which rows of a trace cannot be used. One bad row refuses
// the file: a comparison on the rest would be about other jobs than the user's.
type TraceError struct {
	Bad   int      // how many rows
	First []string // what is wrong with the first few, with line numbers
}

func (e *TraceError) Error() string {
	more := ""
	if n := e.Bad - len(e.First); n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	rows := "rows"
	if e.Bad == 1 {
		rows = "row"
	}
	return fmt.Sprintf("%d bad %s: %s%s", e.Bad, rows, strings.Join(e.First, "; "), more)
}

const maxBadShown = 5

func (e *TraceError) add(line int, err error) {
	if e.Bad++; len(e.First) < maxBadShown {
		e.First = append(e.First, fmt.Sprintf("line %d: %v", line, err))
	}
}

// OpenTrace returns the workload "trace:FILE" of the CSV file at path; see
// [ReadTrace]. Its jobs compute; set Parts to have them wait instead.
func OpenTrace(path string) (Workload, error) {
	f, err := os.Open(path)
	if err != nil {
		return Workload{}, fmt.Errorf("trace: %w", err)
	}
	defer f.Close()
	t, err := ReadTrace(f)
	if err != nil {
		return Workload{}, fmt.Errorf("trace %s: %w", path, err)
	}
	return Workload{
		Name: tracePrefix + path, Summary: "your own jobs",
		Trace: t, DefaultJobs: t.Len(),
	}, nil
}

// ReadTrace reads CSV with a header. Columns are found by name, in any order
// and case; others are ignored:
//
//   - duration (required): a Go duration ("12ms"), or a number of seconds. Under
//     duration_ns, duration_us, duration_ms or duration_s a number has that unit.
//   - arrival: the same, or a time as RFC 3339 or "2006-01-02 15:04:05.999".
//     Times without a zone are UTC. All rows have a time or none has.
//   - priority: a whole number, greater is more urgent; empty means 0.
//   - key: any text.
//
// Jobs are sorted by arrival; without one they stay in the order of the file.
// Durations are at least 1 ns and at most a year (0 counts as 1 ns), arrivals
// span at most 290 years. Rows are read one by one, and what is
// kept is their values, not their text. Unusable rows give a *TraceError.
func ReadTrace(r io.Reader) (*Trace, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1 // a short row is reported like any other bad row
	in.ReuseRecord = true
	in.TrimLeadingSpace = true
	header, err := in.Read()
	if err == io.EOF {
		return nil, errors.New("is empty, want a header with a column duration")
	}
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	cols, err := parseHeader(header)
	if err != nil {
		return nil, err
	}

	t := &Trace{arrivals: cols.arrival.at >= 0}
	var bad TraceError
	var base clock
	for {
		record, err := in.Read()
		if err == io.EOF {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			bad.add(syntax.StartLine, syntax.Err)
			continue
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		row, err := cols.parse(record, &base)
		if err != nil {
			bad.add(line, err)
			continue
		}
		if bad.Bad == 0 {
			t.rows = append(t.rows, row)
		}
	}
	if bad.Bad > 0 {
		return nil, &bad
	}
	if len(t.rows) == 0 {
		return nil, errors.New("has a header but no rows")
	}
	if err := t.normalise(); err != nil {
		return nil, err
	}
	return t, nil
}

// normalise sorts by arrival and counts arrivals from the first.
func (t *Trace) normalise() error {
	if !t.arrivals {
		return nil
	}
	slices.SortStableFunc(t.rows, func(a, b traceRow) int {
		if a.arrival < b.arrival {
			return -1
		}
		if a.arrival > b.arrival {
			return 1
		}
		return 0
	})
	first, last := t.rows[0].arrival, t.rows[len(t.rows)-1].arrival
	if first < 0 && last > math.MaxInt64+first {
		return fmt.Errorf("arrivals from %v to %v: too far apart", first, last)
	}
	for i := range t.rows {
		t.rows[i].arrival -= first
	}
	return nil
}

// quantity reads a Go duration, or a number in unit.
func quantity(s string, unit time.Duration) (time.Duration, error) {
	if x, err := strconv.ParseFloat(s, 64); err == nil {
		// Note: not >: NaN fails this test too.
		if x *= float64(unit); !(math.Abs(x) < math.MaxInt64) {
			return 0, errors.New("out of range")
		}
		return time.Duration(math.Round(x)), nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errors.New(`want a duration such as "12ms" or a number`)
	}
	return d, nil
}
