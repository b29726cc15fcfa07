package metrics

import (
	"cmp"
	"slices"
	"time"
)

// idleBacklogged returns the share of worker time in which a worker idled while
// a job waited: the integral of min(idle workers, waiting jobs).
func idleBacklogged(jobs []Job, workers int) float64 {
	// A step is a change of the number of waiting jobs or of busy workers.
	type step struct {
		at            time.Duration
		waiting, busy int8
	}
	steps := make([]step, 0, 3*len(jobs))
	for i := range jobs {
		j := &jobs[i]
		steps = append(steps, step{j.Released, 1, 0}, step{j.Started, -1, 1}, step{j.Completed, 0, -1})
	}
	// Steps at the same instant are all taken before time goes on, in any order.
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	var waiting, busy int
	var lost float64
	for i, s := range steps {
		if i > 0 {
			// A contender may run more at once than it was told to.
			lost += float64(float64(min(max(0, workers-busy), waiting)) * float64(s.at-steps[i-1].at))
		}
		waiting += int(s.waiting)
		busy += int(s.busy)
	}
	duration := steps[len(steps)-1].at - steps[0].at
	if duration <= 0 {
		return 0
	}
	return lost / (float64(workers) * float64(duration))
}
