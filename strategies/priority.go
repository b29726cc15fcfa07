package strategies

import (
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/internal/order"
)

// Priority runs the most urgent job first, and the oldest of those equally
// urgent. A running job is not interrupted.
//
// Use it if urgent jobs must not wait for others, and it does not matter how long
// the others wait: they wait forever if enough urgent jobs keep arriving.
// [PriorityWeighted] serves them, too.
//
// A batch is sorted once, and then costs an atomic index. A stream costs a lock
// and a heap of the priorities that wait.
//
// Cost: 265 ns a job in a batch, 561 in a stream (BenchmarkCost, n = 10).
//
// Source: non-preemptive priority queue (Cobham, Operations Research 2, 1954).
type Priority struct{}

// Name returns "priority".
func (Priority) Name() string { return "priority" }

// NewQueue never fails.
func (Priority) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if setup.Stream {
		q := new(strict)
		q.less = func(a, b *class) bool { return a.priority > b.priority }
		return q, nil
	}
	return new(sorted), nil
}

// sorted is the queue of a batch.
type sorted struct {
	loadOnly
	order []int32 // jobs, most urgent first
	_     [apart]byte
	next  atomic.Int64
	_     [apart - 8]byte
}

func (q *sorted) Load(batch pool.Batch) {
	q.order = order.Descending(batch.Len(), func(i int) int64 { return int64(batch.Ticket(i).Priority) })
}

// Pop hands out one job at a time: a worker that held two could let the second
// wait while others run jobs that are less urgent.
func (q *sorted) Pop(_ int, dst []int) int {
	if q.next.Load() >= int64(len(q.order)) {
		return 0
	}
	i := q.next.Add(1) - 1
	if i >= int64(len(q.order)) {
		return 0
	}
	dst[0] = int(q.order[i])
	return 1
}

// strict is the queue of a stream.
type strict struct {
	mu sync.Mutex
	classes
}

func (q *strict) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if k, empty := q.push(t.Priority, t.Index); empty {
		q.enter(k)
	}
	return pool.AnyWorker
}

func (q *strict) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := q.first()
	if k == nil {
		return 0
	}
	dst[0] = q.pop(k)
	return 1
}

// loadOnly is part of the queues of batches, which take them by Load.
type loadOnly struct{}

func (loadOnly) Push(pool.Ticket) int {
	panic("strategies: Push to the queue of a batch, which takes Load")
}
