package strategies

import (
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// RoundRobinSlices has jobs that come back take turns: one whose processor returns
// pool.Again, after a slice of its work, goes to the end of the queue.
//
// Use it where jobs of very different length must not wait for each other, nothing is
// known of their length, and they can be done in slices: however long others are, the mean
// slowdown is 1/(1−ρ) on one worker. What it costs is what a slice costs to leave and to
// take up again. Jobs that never come back it runs in the order in which they came.
//
// A lock.
//
// Source: processor sharing (Kleinrock, J. ACM 14, 1967), as slices become short.
type RoundRobinSlices struct{}

// Name returns "round-robin-slices".
func (RoundRobinSlices) Name() string { return "round-robin-slices" }

// NewQueue never fails.
func (RoundRobinSlices) NewQueue(pool.Setup) (pool.Queue, error) { return new(sliced), nil }

// sliced is a queue that takes jobs back at its end, in batches, too: [pool.FIFO] leaves
// those to the engine there, which runs them first.
type sliced struct {
	mu   sync.Mutex
	jobs queues.Ring[int]
}

func (q *sliced) Push(t pool.Ticket) int {
	q.mu.Lock()
	q.jobs.Push(t.Index)
	q.mu.Unlock()
	return pool.AnyWorker
}

func (q *sliced) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.jobs.Take(dst[:1])
}
