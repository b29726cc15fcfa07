package oracle

import (
	"slices"
	"time"
)

// Lingering returns the starts where jobs wait until there are size of them, or until the
// oldest has waited for wait, and then, in order of arrival, up to size of those that are
// there run on the next free worker, one after the other.
func Lingering(size int, wait time.Duration) func(Trace) []time.Duration {
	return func(t Trace) []time.Duration {
		starts := make([]time.Duration, len(t.Jobs))
		free := make([]time.Duration, t.Workers)
		for first := 0; first < len(t.Jobs); {
			due := t.Jobs[first].Arrival + wait
			if last := first + size - 1; last < len(t.Jobs) {
				due = min(due, t.Jobs[last].Arrival)
			}
			now := max(due, free[0])
			end := first + 1
			for end < min(first+size, len(t.Jobs)) && (t.Jobs[end].Arrival < now || t.Jobs[end].Arrival == now && now == due) {
				end++
			}
			for ; first < end; first++ {
				starts[first] = now
				now += t.Jobs[first].Service
			}
			free[0] = now
			slices.Sort(free)
		}
		return starts
	}
}

// Replaced returns the starts where of each key at most one job waits: a new one takes the
// place in line of that which waits, and the other never starts, −1. The first in line is
// next.
func Replaced(t Trace) []time.Duration {
	return starts(func(t Trace) rule { return &replacing{trace: t} })(t)
}

// Answered returns the ends where the same jobs start, and the one that is replaced ends
// with the one that took its place, whether that ran or was replaced, too.
func Answered(t Trace) []time.Duration {
	by := make(map[int]int)
	ends := starts(func(t Trace) rule { return &replacing{trace: t, by: by} })(t)
	for i := len(ends) - 1; i >= 0; i-- { // the later job takes the place
		if j, replaced := by[i]; replaced {
			ends[i] = ends[j]
		} else {
			ends[i] += t.Jobs[i].Service
		}
	}
	return ends
}

type replacing struct {
	trace Trace
	line  []int
	by    map[int]int // which job has replaced which; nil: it is not noted
}

func (r *replacing) push(job int, _ time.Duration) {
	for k, other := range r.line {
		if r.trace.Jobs[other].Key == r.trace.Jobs[job].Key {
			if r.line[k] = job; r.by != nil {
				r.by[other] = job
			}
			return
		}
	}
	r.line = append(r.line, job)
}

func (r *replacing) next(int, time.Duration) int {
	if len(r.line) == 0 {
		return -1
	}
	job := r.line[0]
	r.line = r.line[1:]
	return job
}

func (*replacing) ended(int) {}

// Halved returns the starts where half of the workers, but at least one, run the jobs, in
// order of arrival.
func Halved(t Trace) []time.Duration {
	t.Workers = max(1, t.Workers/2)
	return KieferWolfowitz(t)
}
