package recommend

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// A queue is one first-come, first-served queue in front of some workers: the shared queue,
// without an engine. The times at which the workers become free, kept in a heap, determine
// when each job starts. So a log of millions of jobs can be simulated as a whole, for each
// worker count.
//
// Note: package virtual gives the same answer to the nanosecond, as a test checks. But its loop
// and metrics take 440 ns per job, and this takes 51 ns (BenchmarkFirstCome),
// and the search for the fewest workers, the interval and the headroom go through the log
// some hundred times.
type queue struct {
	arrivals, services []time.Duration // by arrival
	limits             *limits         // nil: jobs need a worker, and nothing else
	free               []time.Duration // heap: when each worker is free
	values             []float64       // of the last value
}

// A goal is a limit for a metric of the times of jobs.
type goal struct {
	metric string
	limit  float64 // in seconds
	wait   bool    // of the waits; else of the sojourns
	mean   bool
	rank   int // of n jobs so many keep the limit, if it is no mean
	enough int // jobs for a percentile to say anything about others
}

// newGoal returns the goal for a metric of a part of a log with that many jobs. It returns
// false if the metric is not a percentile, mean or maximum of sojourn or wait, or if there
// are too few jobs for it.
func newGoal(metric string, limit float64, jobs int) (goal, bool) {
	g, ok := wholeGoal(metric, limit, jobs)
	return g, ok && jobs >= g.enough
}

// wholeGoal returns the goal for a metric of all jobs of a log. If there are fewer jobs than a
// percentile needs, it is still the percentile of these jobs, by nearest rank.
func wholeGoal(metric string, limit float64, jobs int) (goal, bool) {
	g := goal{metric: metric, limit: limit}
	of, which, _ := strings.Cut(metric, "-")
	switch {
	case of != "sojourn" && of != "wait":
		return g, false
	case which == "mean":
		g.mean = true
	case which == "max":
		g.rank = jobs
	default:
		all := record.Percentiles()
		i := slices.IndexFunc(all, func(p record.Percentile) bool { return p.Name == which })
		if i < 0 {
			return g, false
		}
		g.rank, g.enough = nearestRank(all[i].Quantile, jobs), all[i].Jobs
	}
	g.wait = of == "wait"
	return g, true
}

// nearestRank returns the rank of the q-quantile among n values.
func nearestRank(q float64, n int) int {
	// Rounding may leave the product a hair over a whole number.
	return max(1, int(math.Ceil(q*float64(n)-1e-9)))
}

// run starts each job on the worker that becomes free first, and calls started with that
// time, until started returns false.
func (q *queue) run(workers int, started func(i int, at time.Duration) bool) {
	if q.limits != nil {
		q.runLimited(workers, started)
		return
	}
	workers = min(workers, len(q.arrivals))
	if cap(q.free) < workers {
		q.free = make([]time.Duration, workers)
	}
	free := q.free[:workers]
	clear(free)
	for i, at := range q.arrivals {
		at = max(at, free[0])
		if !started(i, at) {
			return
		}
		end := at + q.services[i]
		if end < at {
			end = math.MaxInt64
		}
		// Move the worker to its place in the heap.
		hole := 0
		for {
			child := 2*hole + 1
			if child >= len(free) {
				break
			}
			if child+1 < len(free) && free[child+1] < free[child] {
				child++
			}
			if free[child] >= end {
				break
			}
			free[hole] = free[child]
			hole = child
		}
		free[hole] = end
	}
}

// measure returns the wait or the sojourn of a job that starts at a time.
func (q *queue) measure(wait bool, i int, at time.Duration) float64 {
	d := at - q.arrivals[i]
	if !wait {
		d += q.services[i]
	}
	if d < 0 {
		d = math.MaxInt64
	}
	return d.Seconds()
}

// keeps reports whether that many workers reach the goals.
func (q *queue) keeps(workers int, goals []goal) bool {
	n := len(q.arrivals)
	over, sums := make([]int, len(goals)), make([]float64, len(goals))
	kept := true
	q.run(workers, func(i int, at time.Duration) bool {
		for k := range goals {
			g := &goals[k]
			v := q.measure(g.wait, i, at)
			if g.mean {
				sums[k] += v
			} else if v > g.limit {
				if over[k]++; over[k] > n-g.rank {
					kept = false
				}
			}
		}
		return kept
	})
	for k, g := range goals {
		kept = kept && (!g.mean || sums[k]/float64(n) <= g.limit)
	}
	return kept
}

// value returns the value of the goal's metric with that many workers.
func (q *queue) value(workers int, g goal) float64 {
	sum := 0.0
	q.values = q.values[:0]
	if !g.mean {
		q.values = slices.Grow(q.values, len(q.arrivals))
	}
	q.run(workers, func(i int, at time.Duration) bool {
		v := q.measure(g.wait, i, at)
		sum += v
		if !g.mean {
			q.values = append(q.values, v)
		}
		return true
	})
	if g.mean {
		return sum / float64(len(q.arrivals))
	}
	return nth(q.values, g.rank-1)
}

// running returns the maximum and the average number of workers that are busy at once if
// no job waits, from the first arrival to the last completion.
func (q *queue) running() (most int, mean float64) {
	if q.limits != nil && q.limits.slots != nil {
		return q.runningSlots()
	}
	var ends timed
	work, last := 0.0, time.Duration(0)
	for i, at := range q.arrivals {
		for len(ends) > 0 && ends[0].at <= at {
			ends.pop()
		}
		end := later(at, q.services[i])
		ends.push(timedJob{end, i})
		work += q.services[i].Seconds()
		most, last = max(most, len(ends)), max(last, end)
	}
	return most, work / max((last-q.arrivals[0]).Seconds(), 1e-9)
}

// runningSlots is running for jobs that take several workers each.
func (q *queue) runningSlots() (most int, mean float64) {
	var ends timed
	busy := 0
	work, last := 0.0, time.Duration(0)
	for i, at := range q.arrivals {
		for len(ends) > 0 && ends[0].at <= at {
			busy -= int(q.limits.slots[ends.pop().job])
		}
		end := later(at, q.services[i])
		ends.push(timedJob{end, i})
		busy += int(q.limits.slots[i])
		most, last = max(most, busy), max(last, end)
		work += q.services[i].Seconds() * float64(q.limits.slots[i])
	}
	return most, work / max((last-q.arrivals[0]).Seconds(), 1e-9)
}

// fewest returns the fewest workers that reach the goals, between two counts, or 0. Another
// worker never makes a job start later, so a binary search finds it.
func (q *queue) fewest(from, to int, goals []goal) int {
	if from > to || !q.keeps(to, goals) {
		return 0
	}
	for from < to {
		if mid := from + (to-from)/2; q.keeps(mid, goals) {
			to = mid
		} else {
			from = mid + 1
		}
	}
	return to
}

// faster returns a queue with the same jobs, arriving that many times as fast.
func (q *queue) faster(load float64) *queue {
	out := &queue{services: q.services, limits: q.limits, arrivals: make([]time.Duration, len(q.arrivals))}
	for i, at := range q.arrivals {
		out.arrivals[i] = time.Duration(float64(at) / load)
	}
	return out
}
