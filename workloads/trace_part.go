package workloads

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"time"
)

// Stretch returns the i-th of k consecutive parts of the trace, which begins with its
// first arrival.
func (t *Trace) Stretch(i, k int) *Trace {
	n := len(t.rows)
	return t.Part(i*n/k, (i+1)*n/k)
}

// Part returns the jobs from one to before another, in the order of arrival, and begins
// with the first arrival of these.
func (t *Trace) Part(from, to int) *Trace {
	part := &Trace{rows: slices.Clone(t.rows[from:to]), arrivals: t.arrivals}
	for j := len(part.rows) - 1; j >= 0; j-- {
		part.rows[j].arrival -= part.rows[0].arrival
	}
	return part
}

// Faster returns the trace on a clock that runs that many times as fast: all times are
// divided by factor, a service time is 1 ns at least. What queues is the same.
func (t *Trace) Faster(factor float64) *Trace {
	out := &Trace{rows: slices.Clone(t.rows), arrivals: t.arrivals}
	for i := range out.rows {
		r := &out.rows[i]
		r.service = max(1, time.Duration(float64(r.service)/factor))
		r.arrival = time.Duration(float64(r.arrival) / factor)
	}
	return out
}

// Shorter returns the trace with so much taken off every service time, which stays 1 ns at
// least.
func (t *Trace) Shorter(by time.Duration) *Trace {
	out := &Trace{rows: slices.Clone(t.rows), arrivals: t.arrivals}
	for i := range out.rows {
		out.rows[i].service = max(1, out.rows[i].service-by)
	}
	return out
}

// Span returns the time from the first arrival to the last; 0 without arrivals.
func (t *Trace) Span() time.Duration {
	if !t.arrivals || len(t.rows) == 0 {
		return 0
	}
	return t.rows[len(t.rows)-1].arrival
}

// Takes returns how long the jobs take at least, on that many workers: as long as the
// work of all, and until the last would be complete if nobody waited.
func (t *Trace) Takes(workers int) time.Duration {
	last := 0.0
	for i := range t.rows {
		last = max(last, (t.rows[i].arrival + t.rows[i].service).Seconds())
	}
	return saturate(max(last, t.Work()/float64(workers)) * 1e9)
}

// Work returns the sum of the service times, in seconds.
func (t *Trace) Work() float64 {
	sum := 0.0
	for i := range t.rows {
		sum += t.rows[i].service.Seconds()
	}
	return sum
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
