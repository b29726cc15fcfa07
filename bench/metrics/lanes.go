package metrics

import (
	"cmp"
	"slices"
	"time"
)

// A JobSpan is when and where one job ran. Times count from the start of the trial.
type JobSpan struct {
	Lane                         int // the worker; if unknown, see AssignLanes
	Priority                     int
	Released, Started, Completed time.Duration
}

// AssignLanes assigns every job the first lane that is free when it starts: for a
// contender that does not report which worker ran it. It changes the spans.
func AssignLanes(spans []JobSpan) {
	order := make([]int, len(spans))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(spans[a].Started, spans[b].Started) })
	var free []time.Duration // when, by lane
	for _, i := range order {
		lane := slices.IndexFunc(free, func(at time.Duration) bool { return at <= spans[i].Started })
		if lane < 0 {
			lane = len(free)
			free = append(free, 0)
		}
		spans[i].Lane, free[lane] = lane, spans[i].Completed
	}
}
