package joblog

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
)

// ReadCSV reads CSV with a header. Columns are found by name, in any order and in upper or
// lower case; other columns are ignored:
//
//   - duration (required): a Go duration ("12ms"), or a number of seconds. In a column
//     duration_ns, duration_us, duration_ms or duration_s a number has that unit.
//   - arrival: the same, or a time as RFC 3339 or "2006-01-02 15:04:05.999". Times without
//     a zone are UTC. Either all rows have a time or none has.
//   - priority: a whole number, greater is more urgent; empty means 0.
//   - key: any text.
//   - slots: how many workers the job takes at once, a whole number; empty means 1.
//   - deadline: how long after its arrival the job is to be complete, written like a
//     duration; empty or 0 means whenever.
//   - cost: the service time that was expected of the job, written like a duration; empty or
//     0 means that nobody knew.
//
// Jobs are sorted by arrival; without arrivals they stay in the order of the file.
// Durations are at least 1 ns and at most a year (0 counts as 1 ns); arrivals span at most
// 290 years. Rows are read one by one, and only their values are kept, not their text.
// Unusable rows are an error, a [*BadRows]: a comparison of the rest would not be about the
// user's jobs.
func ReadCSV(r io.Reader) (*Log, error) {
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

	log := &Log{Arrivals: cols.arrival.at >= 0}
	var bad BadRows
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
			log.Jobs = append(log.Jobs, row)
		}
	}
	if bad.Bad > 0 {
		return nil, &bad
	}
	if len(log.Jobs) == 0 {
		return nil, errors.New("has a header but no rows")
	}
	log.Rows = len(log.Jobs)
	first, err := log.normalise()
	if err != nil {
		return nil, err
	}
	if base.absolute {
		log.Start = base.zero.Add(first).UTC()
	}
	return log, nil
}

// normalise sorts by arrival, and makes arrivals relative to the first, which it returns.
func (log *Log) normalise() (first time.Duration, err error) {
	if !log.Arrivals {
		return 0, nil
	}
	slices.SortStableFunc(log.Jobs, func(a, b Job) int {
		if a.Arrival < b.Arrival {
			return -1
		}
		if a.Arrival > b.Arrival {
			return 1
		}
		return 0
	})
	first, last := log.Jobs[0].Arrival, log.Jobs[len(log.Jobs)-1].Arrival
	if first < 0 && last > math.MaxInt64+first {
		return 0, fmt.Errorf("arrivals from %v to %v: too far apart", first, last)
	}
	for i := range log.Jobs {
		log.Jobs[i].Arrival -= first
	}
	return first, nil
}

// WriteCSV writes the jobs as [ReadCSV] reads them.
func (log *Log) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"duration_ns", "priority", "key"}
	if log.Arrivals {
		header = append(header, "arrival_ns")
	}
	several := slices.ContainsFunc(log.Jobs, func(j Job) bool { return j.Slots > 1 })
	if several {
		header = append(header, "slots")
	}
	due := slices.ContainsFunc(log.Jobs, func(j Job) bool { return j.Deadline > 0 })
	if due {
		header = append(header, "deadline_ns")
	}
	foreseen := slices.ContainsFunc(log.Jobs, func(j Job) bool { return j.Cost > 0 })
	if foreseen {
		header = append(header, "cost_ns")
	}
	out.Write(header)
	for _, r := range log.Jobs {
		row := []string{strconv.FormatInt(int64(r.Service), 10), strconv.Itoa(r.Priority), r.Key}
		if log.Arrivals {
			row = append(row, strconv.FormatInt(int64(r.Arrival), 10))
		}
		if several {
			row = append(row, strconv.Itoa(max(1, int(r.Slots))))
		}
		if due {
			row = append(row, strconv.FormatInt(int64(r.Deadline), 10))
		}
		if foreseen {
			row = append(row, strconv.FormatInt(int64(r.Cost), 10))
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}
