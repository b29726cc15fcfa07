package workloads

import (
	"io"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/workloads/joblog"
)

// Stretch returns the i-th of k consecutive parts of the trace, which begins with its
// first arrival.
func (t *Trace) Stretch(i, k int) *Trace {
	n := len(t.jobs)
	return t.Part(i*n/k, (i+1)*n/k)
}

// Part returns the jobs from one to before another, in the order of arrival, and begins
// with the first arrival of these.
func (t *Trace) Part(from, to int) *Trace {
	part := &Trace{jobs: slices.Clone(t.jobs[from:to]), arrivals: t.arrivals, coarse: t.coarse}
	for j := len(part.jobs) - 1; j >= 0; j-- {
		part.jobs[j].Arrival -= part.jobs[0].Arrival
	}
	return part
}

// Busiest returns the jobs that keep the most workers busy among so many consecutive ones, from
// their first arrival on, or the first of a trace without arrivals. Of a log that is too long to
// keep, they are of one stretch.
func (t *Trace) Busiest(size int) *Trace {
	step := max(1, size/2)
	if t.stretch > 0 {
		size = min(size, t.stretch)
		step = t.stretch
	}
	size = min(size, len(t.jobs))
	part := t.Part(0, size)
	if !t.HasArrivals() {
		return part
	}
	busy := func(t *Trace) float64 { return t.Work() / max(t.Span().Seconds(), 1e-9) }
	for from := step; from+size <= len(t.jobs); from += step {
		if p := t.Part(from, from+size); busy(p) > busy(part) {
			part = p
		}
	}
	return part
}

// Faster returns the trace on a clock that runs that many times as fast: all times are
// divided by factor, a service time is 1 ns at least. What queues is the same.
func (t *Trace) Faster(factor float64) *Trace {
	out := &Trace{jobs: slices.Clone(t.jobs), arrivals: t.arrivals, coarse: t.coarse}
	for i := range out.jobs {
		r := &out.jobs[i]
		r.Service = max(1, time.Duration(float64(r.Service)/factor))
		r.Arrival = time.Duration(float64(r.Arrival) / factor)
		r.Deadline = time.Duration(float64(r.Deadline) / factor)
		r.Cost = time.Duration(float64(r.Cost) / factor)
	}
	return out
}

// Sooner returns the same jobs, which arrive so many times as fast.
func (t *Trace) Sooner(load float64) *Trace {
	out := &Trace{jobs: slices.Clone(t.jobs), arrivals: t.arrivals, coarse: t.coarse}
	for i := range out.jobs {
		out.jobs[i].Arrival = time.Duration(float64(out.jobs[i].Arrival) / load)
	}
	if t.whole != nil {
		out.whole, out.stretch = &joblog.Times{Arrivals: make([]time.Duration, t.All()), Services: t.whole.Services}, t.stretch
		for i, at := range t.whole.Arrivals {
			out.whole.Arrivals[i] = time.Duration(float64(at) / load)
		}
	}
	return out
}

// Shorter returns the trace with so much taken off every service time, which stays 1 ns at
// least.
func (t *Trace) Shorter(by time.Duration) *Trace {
	out := &Trace{jobs: slices.Clone(t.jobs), arrivals: t.arrivals, coarse: t.coarse}
	for i := range out.jobs {
		out.jobs[i].Service = max(1, out.jobs[i].Service-by)
	}
	return out
}

// Span returns the time from the first arrival to the last; 0 without arrivals.
func (t *Trace) Span() time.Duration {
	if !t.arrivals || len(t.jobs) == 0 {
		return 0
	}
	return t.jobs[len(t.jobs)-1].Arrival
}

// Takes returns how long the jobs take at least, on that many workers: as long as the
// work of all, and until the last would be complete if nobody waited.
func (t *Trace) Takes(workers int) time.Duration {
	last := 0.0
	for i := range t.jobs {
		last = max(last, (t.jobs[i].Arrival + t.jobs[i].Service).Seconds())
	}
	return saturate(max(last, t.Work()/float64(workers)) * 1e9)
}

// Work returns the sum of the service times, in seconds.
func (t *Trace) Work() float64 {
	sum := 0.0
	for i := range t.jobs {
		sum += t.jobs[i].Service.Seconds()
	}
	return sum
}

// WriteCSV writes the trace as [ReadTrace] reads it.
func (t *Trace) WriteCSV(w io.Writer) error {
	return (&joblog.Log{Jobs: t.jobs, Arrivals: t.arrivals}).WriteCSV(w)
}

// Slots returns how many workers each job takes; nil: all take one.
func (t *Trace) Slots() []int32 {
	several := slices.ContainsFunc(t.jobs, func(j joblog.Job) bool { return j.Slots > 1 })
	if !several {
		return nil
	}
	out := make([]int32, len(t.jobs))
	for i := range t.jobs {
		out[i] = max(1, t.jobs[i].Slots)
	}
	return out
}

// optional returns what a column says of each job, or nil if it says nothing of any.
func optional(jobs []joblog.Job, of func(*joblog.Job) time.Duration) (out []time.Duration) {
	for i := range jobs {
		if d := of(&jobs[i]); d > 0 {
			if out == nil {
				out = make([]time.Duration, len(jobs))
			}
			out[i] = d
		}
	}
	return out
}

// Priorities returns the priority of each job; nil: all have the same.
func (t *Trace) Priorities() []int {
	several := slices.ContainsFunc(t.jobs, func(j joblog.Job) bool { return j.Priority != t.jobs[0].Priority })
	if !several {
		return nil
	}
	out := make([]int, len(t.jobs))
	for i := range t.jobs {
		out[i] = t.jobs[i].Priority
	}
	return out
}

// KeyNumbers returns a number for each job, the same for the same key; -1: it has no key.
func (t *Trace) KeyNumbers() []int32 {
	out := make([]int32, len(t.jobs))
	known := make(map[string]int32)
	for i := range t.jobs {
		key := t.jobs[i].Key
		n, ok := known[key]
		if key == "" {
			n = -1
		} else if !ok {
			n = int32(len(known))
			known[key] = n
		}
		out[i] = n
	}
	return out
}

// Tells reports whether the trace tells something of its jobs: more than one "key" or "priority",
// a "deadline", or the expected "cost" of any.
func (t *Trace) Tells(column string) bool {
	if len(t.jobs) == 0 {
		return false
	}
	first := &t.jobs[0]
	return slices.ContainsFunc(t.jobs, func(j joblog.Job) bool {
		switch column {
		case "key":
			return j.Key != first.Key
		case "priority":
			return j.Priority != first.Priority
		case "deadline":
			return j.Deadline > 0
		case "cost":
			return j.Cost > 0
		}
		return false
	})
}
