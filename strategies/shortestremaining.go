package strategies

import (
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// ShortestRemaining first runs the job with the least work left: its Cost minus the time
// that its slices have taken. A job whose processor returns pool.Again, after a slice of
// its work, waits for its next slice like any other. Jobs without a cost come last. A job
// that takes longer than its cost has no work left: it comes first.
//
// Use it if the mean sojourn counts, costs are known, and jobs can be done in slices: with
// short slices no strategy has a shorter mean. With one worker at 80 % load and exponential
// service times it is 2.35 service times instead of 5, and 2.88 with [ShortestFirst], to
// which it reduces if jobs never come back. A pause that Again asks for counts as work.
//
// It takes a lock and a heap.
//
// Cost: 2309 ns a job in a batch, 512 in a stream (BenchmarkCost, n = 10).
//
// Source: SRPT; Schrage and Miller, Operations Research 14, 1966; Schrage, Operations
// Research 16, 1968.
type ShortestRemaining struct{}

// Name returns "shortest-remaining".
func (ShortestRemaining) Name() string { return "shortest-remaining" }

// NewQueue never fails.
func (ShortestRemaining) NewQueue(setup pool.Setup) (pool.Queue, error) {
	return &remaining{now: setup.Now, left: make(map[uint64]slice)}, nil
}

type remaining struct {
	now func() time.Duration

	mu   sync.Mutex // guards the following
	jobs queues.Heap[pool.Ticket]
	left map[uint64]slice // by Seq, of jobs that run
}

// A slice is what was left of a job when it began to run.
type slice struct {
	left  time.Duration
	began time.Duration
}

func (q *remaining) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	left := max(0, t.Cost)
	if s, ok := q.left[t.Seq]; ok {
		left = max(1, s.left-(q.now()-s.began))
		delete(q.left, t.Seq)
	}
	key := int64(left)
	if t.Cost <= 0 {
		key = int64(pool.NoDeadline)
	}
	q.jobs.Push(key, t)
	return pool.AnyWorker
}

func (q *remaining) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	left, t, ok := q.jobs.Pop()
	if !ok {
		return 0
	}
	if t.Cost > 0 {
		q.left[t.Seq] = slice{time.Duration(left), q.now()}
	}
	dst[0] = t.Index
	return 1
}

// Done forgets a job that will not come back.
func (q *remaining) Done(_ int, t pool.Ticket, _ pool.Outcome) {
	q.mu.Lock()
	delete(q.left, t.Seq)
	q.mu.Unlock()
}
