package oracle

import "time"

// A rule is a strategy, told what happens and asked who is next.
type rule interface {
	push(job int, now time.Duration)        // it waits
	next(worker int, now time.Duration) int // that starts now on this worker; -1: none
	ended(job int)
}

// starts returns those of the jobs of a trace under a rule made for it.
func starts(of func(Trace) rule) func(Trace) []time.Duration {
	return func(t Trace) []time.Duration {
		starts, _ := follow(t, of(t), 0)
		return starts
	}
}

// follow returns the starts and the ends of the jobs under a rule. A job whose service is longer than
// slice, if that is not 0, waits again after each slice.
func follow(t Trace, r rule, slice time.Duration) (starts, ended []time.Duration) {
	starts = make([]time.Duration, len(t.Jobs))
	ended = make([]time.Duration, len(t.Jobs))
	left := make([]time.Duration, len(t.Jobs))
	for i, j := range t.Jobs {
		starts[i], left[i] = -1, j.Service
	}
	runs := make([]int, t.Workers) // its job, or -1
	ends := make([]time.Duration, t.Workers)
	for w := range runs {
		runs[w] = -1
	}
	look := func(worker int, now time.Duration) {
		i := r.next(worker, now)
		if i < 0 {
			return
		}
		if starts[i] < 0 {
			starts[i] = now
		}
		part := left[i]
		if slice > 0 {
			part = min(part, slice)
		}
		left[i] -= part
		runs[worker], ends[worker] = i, now+part
	}
	idle := func(now time.Duration) {
		for w := range runs {
			if runs[w] < 0 {
				look(w, now)
			}
		}
	}
	arrived := 0
	if t.Batch {
		for ; arrived < len(t.Jobs); arrived++ {
			r.push(arrived, 0)
		}
	}
	idle(0)
	for {
		first := -1 // worker whose job ends first
		for w, i := range runs {
			if i >= 0 && (first < 0 || ends[w] < ends[first] || ends[w] == ends[first] && t.Jobs[i].Tie < t.Jobs[runs[first]].Tie) {
				first = w
			}
		}
		switch {
		case first >= 0 && (arrived == len(t.Jobs) || ends[first] <= t.Jobs[arrived].Arrival):
			now, i := ends[first], runs[first]
			runs[first] = -1
			if left[i] > 0 {
				r.push(i, now)
			} else {
				ended[i] = now
				r.ended(i)
			}
			look(first, now)
			idle(now)
		case arrived < len(t.Jobs):
			now := t.Jobs[arrived].Arrival
			r.push(arrived, now)
			arrived++
			idle(now)
		default:
			return starts, ended
		}
	}
}
