package metrics

import (
	"math"
	"time"
)

// idleBacklogged returns the share of worker time in which a worker idled while
// a job waited. Jobs are sorted by release. The integral is computed, if nil.
func idleBacklogged(jobs *Jobs, workers int, integral *float64) float64 {
	first, last := jobs.released(0), jobs.Completed[0]
	for i, started := range jobs.Started {
		first, last = min(first, started), max(last, jobs.Completed[i])
	}
	duration := last - first
	if duration <= 0 {
		return 0
	}
	if integral == nil {
		integral = new(idleWhileWaiting(jobs, workers))
	}
	return *integral / (float64(workers) * float64(duration))
}

// idleWhileWaiting returns the integral of min(idle workers, waiting jobs), in ns. Jobs are
// sorted by release.
func idleWhileWaiting(jobs *Jobs, workers int) float64 {
	n := jobs.Len()
	all := make([]time.Duration, 3*n)
	starts, ends, scratch := all[:n:n], all[n:2*n:2*n], all[2*n:]
	copy(starts, jobs.Started)
	copy(ends, jobs.Completed)
	sortTimes(starts, scratch)
	sortTimes(ends, scratch)
	next := func(times []time.Duration, i int) time.Duration {
		if i == len(times) {
			return math.MaxInt64
		}
		return times[i]
	}
	release := jobs.released(0)
	first := min(release, starts[0])
	last := first
	released, started, ended := 0, 0, 0 // how many jobs have been
	var lost float64
	// Changes at the same instant are all taken before time goes on, in any order.
	for range 3 * n {
		start, end := next(starts, started), next(ends, ended)
		at := min(release, start, end)
		// A contender may run more at once than it was told to.
		idle := max(0, workers-(started-ended))
		lost += float64(float64(min(idle, released-started)) * float64(at-last))
		switch last = at; at {
		case release:
			if released++; released < n {
				release = jobs.released(released)
			} else {
				release = math.MaxInt64
			}
		case start:
			started++
		default:
			ended++
		}
	}
	return lost
}
