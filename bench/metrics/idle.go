package metrics

import (
	"math"
	"slices"
	"time"
)

// idleBacklogged returns the share of worker time in which a worker idled while
// a job waited: the integral of min(idle workers, waiting jobs). Jobs are sorted by
// release.
func idleBacklogged(jobs []Job, workers int) float64 {
	starts := make([]time.Duration, len(jobs))
	ends := make([]time.Duration, len(jobs))
	for i := range jobs {
		starts[i], ends[i] = jobs[i].Started, jobs[i].Completed
	}
	// Most jobs start in the order of their release, and sorting sorted numbers is cheap.
	slices.Sort(starts)
	slices.Sort(ends)
	next := func(times []time.Duration, i int) time.Duration {
		if i == len(times) {
			return math.MaxInt64
		}
		return times[i]
	}
	first := min(jobs[0].Released, starts[0])
	last := first
	released, started, ended := 0, 0, 0 // how many jobs have been
	var lost float64
	// Changes at the same instant are all taken before time goes on, in any order.
	for range 3 * len(jobs) {
		release, start, end := time.Duration(math.MaxInt64), next(starts, started), next(ends, ended)
		if released < len(jobs) {
			release = jobs[released].Released
		}
		at := min(release, start, end)
		// A contender may run more at once than it was told to.
		idle := max(0, workers-(started-ended))
		lost += float64(float64(min(idle, released-started)) * float64(at-last))
		switch last = at; at {
		case release:
			released++
		case start:
			started++
		default:
			ended++
		}
	}
	duration := last - first
	if duration <= 0 {
		return 0
	}
	return lost / (float64(workers) * float64(duration))
}
