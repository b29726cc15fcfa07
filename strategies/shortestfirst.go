package strategies

import (
	"fmt"
	"math"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// ShortestFirst runs the job first that is expected to take least, by its Cost, and the
// oldest of those with the same. A job without one is expected to take as long as others
// of its Key that have ended, and comes last if there is none. A running job is not
// interrupted.
//
// Use it where the mean wait counts and costs are known, if only roughly: nothing that
// does not interrupt jobs has a shorter one. With one worker at 80 % load and exponential
// services the mean sojourn is 2.9 services instead of 5. Long jobs pay for that, and
// wait for ever as long as enough short ones come; Aging bounds what they wait.
//
// A lock and a heap.
//
// Source: Phipps, Machine repair as a priority waiting-line problem, Operations
// Research 4, 1956; Smith, Naval Research Logistics Quarterly 3, 1956.
type ShortestFirst struct {
	// Aging is by how much of its wait a job counts as shorter: with 0.1 a job that has
	// waited for a minute comes before a new one that takes six seconds less. With more
	// than 0 no job waits for ever. A job of which nothing is known then counts as the
	// longest so far.
	Aging float64
}

// Name returns "shortest-first".
func (ShortestFirst) Name() string { return "shortest-first" }

// NewQueue refuses an Aging that is negative or no number.
func (s ShortestFirst) NewQueue(pool.Setup) (pool.Queue, error) {
	if !(s.Aging >= 0) || math.IsInf(s.Aging, 0) {
		return nil, fmt.Errorf("ShortestFirst.Aging is %v, want 0 or more", s.Aging)
	}
	return &shortest{aging: s.Aging}, nil
}

type shortest struct {
	heaped
	learned
	aging   float64
	longest time.Duration // so far; for the one who calls Push
}

func (q *shortest) Push(t pool.Ticket) int {
	cost := q.cost(t)
	q.longest = max(q.longest, cost)
	switch {
	case q.aging == 0 && cost == 0:
		q.push(math.MaxInt64, t.Index)
	case q.aging == 0:
		q.push(int64(cost), t.Index)
	default:
		if cost == 0 {
			cost = q.longest
		}
		// All that wait become older at the same rate: what differs is when they began to.
		q.push(saturated(float64(cost)+q.aging*float64(t.Released)), t.Index)
	}
	return pool.AnyWorker
}

// learned is what is known of the length of jobs.
type learned struct{ byKey means }

// cost returns how long a job is expected to take; 0: nothing is known.
func (l *learned) cost(t pool.Ticket) time.Duration {
	if t.Cost > 0 || t.Key == "" {
		return max(0, t.Cost)
	}
	mean, _ := l.byKey.of(t.Key)
	return mean
}

// Done learns from jobs that had no cost, and were not cut short by an error.
func (l *learned) Done(_ int, t pool.Ticket, o pool.Outcome) {
	if t.Cost <= 0 && t.Key != "" && o.Err == nil {
		l.byKey.observe(t.Key, o.Service)
	}
}
