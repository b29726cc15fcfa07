package trial

import (
	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// Picture returns a summary of [Trial.JobSpans] that is small enough to store; nil: jobs ran in
// slices, of which it would show one.
func (t *Trial) Picture() *record.Picture {
	if t.inSlices {
		return nil
	}
	if t.ran.placed && t.ran.dropped == 0 {
		jobs := metrics.Jobs{Released: t.arrivals, Started: t.ran.started, Completed: t.ran.completed}
		return metrics.Picture(jobs, t.ran.by, t.Workers, t.warmUp)
	}
	var jobs metrics.Jobs
	var lanes []int32
	for _, s := range t.JobSpans() {
		jobs.Released = append(jobs.Released, s.Released)
		jobs.Started = append(jobs.Started, s.Started)
		jobs.Completed = append(jobs.Completed, s.Completed)
		lanes = append(lanes, int32(s.Lane))
	}
	return metrics.Picture(jobs, lanes, t.Workers, t.warmUp)
}

// JobSpans returns when and where the jobs of the last run ran, in the order of their
// index, without those that were given up. If the contender does not report who ran them,
// lanes are assigned ([metrics.AssignLanes]), likewise to jobs in slices, from the first to the last. A bare run records no spans.
func (t *Trial) JobSpans() []metrics.JobSpan {
	_, _, priority := t.columns()
	out := make([]metrics.JobSpan, 0, len(t.ran.started))
	for i := range t.ran.started {
		s := metrics.JobSpan{Started: t.ran.started[i], Completed: t.ran.completed[i]}
		if t.ran.by != nil {
			if s.Lane = int(t.ran.by[i]); s.Lane == neverRan {
				continue
			}
		}
		if priority != nil {
			s.Priority = priority[i]
		}
		if t.arrivals != nil {
			s.Released = t.arrivals[i]
		}
		out = append(out, s)
	}
	if !t.ran.placed || t.inSlices {
		metrics.AssignLanes(out)
	}
	return out
}
