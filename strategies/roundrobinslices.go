package strategies

import (
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// RoundRobinSlices lets jobs that come back take turns: a job whose processor returns
// pool.Again, after a slice of its work, goes to the end of the queue.
//
// Use it if jobs of very different lengths must not wait for each other, their lengths are
// unknown, and they can be done in slices: the mean slowdown is 1/(1−ρ) on one worker,
// however long the other jobs are. The price is the cost of suspending and resuming a
// slice. Jobs that never come back run in order of arrival.
//
// It takes a lock.
//
// Cost: 361 ns a job in a batch, 476 in a stream (BenchmarkCost, n = 10).
//
// Source: processor sharing (Kleinrock, J. ACM 14, 1967), as slices become short.
type RoundRobinSlices struct{}

// Name returns "round-robin-slices".
func (RoundRobinSlices) Name() string { return "round-robin-slices" }

// NewQueue never fails.
func (RoundRobinSlices) NewQueue(pool.Setup) (pool.Queue, error) { return new(sliced), nil }

// sliced is a queue that takes jobs back at its end, even in batches, where [pool.FIFO]
// leaves them to the engine, which runs them first.
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
