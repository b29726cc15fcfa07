package trial

import (
	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// Picture returns what the last run looked like, in little: see [Trial.JobSpans].
func (t *Trial) Picture() *record.Picture {
	return metrics.Picture(t.JobSpans(), t.Workers, t.warmUp)
}

// JobSpans returns when the jobs of the last run ran, and where, by their number. Where
// the contender does not tell who ran them they are on lanes that were free. A bare run
// looks at no job, and leaves nothing to see.
func (t *Trial) JobSpans() []metrics.JobSpan {
	out := make([]metrics.JobSpan, len(t.spans))
	for i := range out {
		out[i] = metrics.JobSpan{Priority: t.jobs[i].Priority, Started: t.spans[i].started, Completed: t.spans[i].completed}
		if t.arrivals != nil {
			out[i].Released = t.arrivals[i]
		}
		if t.by != nil {
			out[i].Lane = t.by[i]
		}
	}
	if t.by == nil {
		metrics.AssignLanes(out)
	}
	return out
}
