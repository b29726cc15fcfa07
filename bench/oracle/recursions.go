package oracle

import (
	"cmp"
	"slices"
	"time"
)

// KieferWolfowitz returns the starts where the oldest job is next. The vector is the work
// that each worker has left, in ascending order; its first component is the wait. With one
// worker it is Lindley's recursion.
//
// Source: Lindley, Proc. Cambridge Phil. Society 48, 1952; Kiefer and Wolfowitz, Trans. AMS
// 78, 1955.
func KieferWolfowitz(t Trace) []time.Duration {
	starts := make([]time.Duration, len(t.Jobs))
	left := make([]time.Duration, t.Workers)
	for i, j := range t.Jobs {
		if i > 0 {
			for k := range left {
				left[k] = max(0, left[k]-(j.Arrival-t.Jobs[i-1].Arrival))
			}
		}
		starts[i] = j.Arrival + left[0]
		left[0] += j.Service
		slices.Sort(left)
	}
	return starts
}

// Released returns the starts where a job waits for its Release, and then the one that was
// released first is next, of equal ones the one that arrived first.
func Released(t Trace) []time.Duration {
	order := make([]int, len(t.Jobs))
	byRelease := Trace{Workers: t.Workers, Jobs: make([]Job, len(t.Jobs))}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.Jobs[a].Release, t.Jobs[b].Release) })
	for k, i := range order {
		byRelease.Jobs[k] = t.Jobs[i]
		byRelease.Jobs[k].Arrival = t.Jobs[i].Release
	}
	starts := make([]time.Duration, len(t.Jobs))
	for k, start := range KieferWolfowitz(byRelease) {
		starts[order[k]] = start
	}
	return starts
}

// TokenBucket returns the starts where the oldest job is next and takes a token, of which
// a bucket has burst at first and at most, and gets one more after each gap.
func TokenBucket(gap time.Duration, burst int) func(Trace) []time.Duration {
	return func(t Trace) []time.Duration {
		starts := make([]time.Duration, len(t.Jobs))
		free := make([]time.Duration, t.Workers)
		// The bucket as of its last token: at full it has all of them again.
		full, now := time.Duration(0), time.Duration(0)
		for i, j := range t.Jobs {
			token := full - time.Duration(burst-1)*gap // when it has one
			now = max(now, j.Arrival, free[0], token)
			starts[i] = now
			full = max(full, now) + gap
			free[0] = now + j.Service
			slices.Sort(free)
		}
		return starts
	}
}

// Assigned returns the starts where worker says beforehand who runs each job, and each
// worker runs its own in order: Lindley's recursion for each of them.
func Assigned(worker func(t Trace, job int) int) func(Trace) []time.Duration {
	return func(t Trace) []time.Duration {
		starts := make([]time.Duration, len(t.Jobs))
		free := make([]time.Duration, t.Workers)
		for i, j := range t.Jobs {
			w := worker(t, i)
			starts[i] = max(j.Arrival, free[w])
			free[w] = starts[i] + j.Service
		}
		return starts
	}
}

// InTurn deals jobs out one by one.
func InTurn(t Trace, job int) int { return job % t.Workers }

// Contiguous deals out runs of neighbors that differ in length by at most one.
func Contiguous(t Trace, job int) int {
	n := len(t.Jobs)
	for w := range t.Workers {
		if job < (w+1)*n/t.Workers {
			return w
		}
	}
	panic("oracle: a job for no worker")
}
