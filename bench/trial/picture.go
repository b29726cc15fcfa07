package trial

import (
	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// Picture returns a summary of [Trial.JobSpans] that is small enough to store.
func (t *Trial) Picture() *record.Picture {
	return metrics.Picture(t.JobSpans(), t.Workers, t.warmUp)
}

// JobSpans returns when and where the jobs of the last run ran, in the order of their
// index, without those that were given up. If the contender does not report who ran them, lanes are assigned ([metrics.AssignLanes]). A
// bare run records no spans.
func (t *Trial) JobSpans() []metrics.JobSpan {
	out := make([]metrics.JobSpan, 0, len(t.spans))
	for i := range t.spans {
		if t.spans[i].runs.Load() == 0 {
			continue
		}
		s := metrics.JobSpan{Priority: t.jobs[i].Priority, Started: t.spans[i].started, Completed: t.spans[i].completed}
		if t.arrivals != nil {
			s.Released = t.arrivals[i]
		}
		if t.by != nil {
			s.Lane = t.by[i]
		}
		out = append(out, s)
	}
	if t.by == nil {
		metrics.AssignLanes(out)
	}
	return out
}
