package strategies

import (
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Delayed holds each job back until its NotBefore. Of the jobs that may start, the one with
// the earliest time is next, and the oldest among equals; a job without a time may start
// when it arrives.
//
// Use it for what is to happen later: reminders, later checks, jobs that are spread out on
// purpose. No worker is blocked by a job that is held back, but in a stream such a job
// takes up a place in the buffer.
//
// It takes a lock and a heap, and a timer while jobs wait for their time.
//
// Cost: 788 ns a job in a batch, 537 in a stream (BenchmarkCost, n = 10).
//
// Source: the delay queue of java.util.concurrent; Beanstalkd's delayed jobs.
type Delayed struct{}

// Name returns "delayed".
func (Delayed) Name() string { return "delayed" }

// NewQueue never fails.
func (Delayed) NewQueue(setup pool.Setup) (pool.Queue, error) { return &delayed{now: setup.Now}, nil }

type delayed struct {
	now func() time.Duration

	mu   sync.Mutex // guards the following
	jobs queues.Heap[int]
}

func (q *delayed) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(int64(max(t.NotBefore, q.now())), t.Index)
	return pool.AnyWorker
}

func (q *delayed) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	at, index, ok := q.jobs.Min()
	if !ok || at > int64(q.now()) {
		return 0
	}
	q.jobs.Pop()
	dst[0] = index
	return 1
}

// Next returns when the next job may start.
func (q *delayed) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	key, _, ok := q.jobs.Min()
	return time.Duration(key), pool.AnyWorker, ok
}
