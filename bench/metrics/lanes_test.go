package metrics

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestAssignLanes: each job has the first lane that is free when it starts.
func TestAssignLanes(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		spans := make([]JobSpan, 1+r.IntN(40))
		for i, at := range r.Perm(100)[:len(spans)] { // no two at once
			spans[i] = JobSpan{Started: time.Duration(at), Completed: time.Duration(at + r.IntN(20))}
		}
		AssignLanes(spans)
		slices.SortFunc(spans, func(a, b JobSpan) int { return cmp.Compare(a.Started, b.Started) })
		var free []time.Duration
		for i, s := range spans {
			lane := slices.IndexFunc(free, func(at time.Duration) bool { return at <= s.Started })
			if lane < 0 {
				lane, free = len(free), append(free, 0)
			}
			if free[lane] = s.Completed; s.Lane != lane {
				t.Fatalf("seed %d: job %d of %+v has lane %d, want %d", seed, i, spans, s.Lane, lane)
			}
		}
	}
}
