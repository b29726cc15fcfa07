package strategies

import (
	"errors"
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/internal/order"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Keyed makes a strategy from an order: the waiting job with the least key runs
// first, and the oldest among equals. It is the shortest way to write a strategy
// that only decides which job is next:
//
//	strategies.Keyed{
//		Label: "cheapest-first",
//		Key:   func(t pool.Ticket) int64 { return int64(t.Cost) },
//	}
//
// Key is called once per job, when the job arrives, by one goroutine at a time per
// run.
//
// So an order that changes while jobs wait cannot be a Key, such as urgency that grows
// faster for some jobs than for others ([PriorityAging]), or turns that depend on who was
// served ([Fair]). If urgency grows alike for all jobs, the order stays, and there is a Key:
// Released minus a fixed time for each level of Priority.
//
// A batch is sorted once, and then costs an atomic index. A stream costs a lock
// and a heap.
type Keyed struct {
	Label string                  // the name: lower-case words joined by hyphens
	Key   func(pool.Ticket) int64 // the order, least first
}

// Name returns the label.
func (k Keyed) Name() string { return k.Label }

// NewQueue fails without a Key.
func (k Keyed) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if k.Key == nil {
		return nil, errors.New("Keyed.Key is nil, want a function")
	}
	if setup.Stream {
		return &keyedStream{key: k.Key}, nil
	}
	return &keyedBatch{key: k.Key}, nil
}

// keyedBatch is the queue of a batch.
type keyedBatch struct {
	sorted
	key func(pool.Ticket) int64
}

func (q *keyedBatch) Load(batch pool.Batch) {
	// The complement turns the order around and, unlike the negative, is there
	// for every number.
	q.order = order.Descending(batch.Len(), func(i int) int64 { return ^q.key(batch.Ticket(i)) })
}

// keyedStream is the queue of a stream.
type keyedStream struct {
	key  func(pool.Ticket) int64
	mu   sync.Mutex
	heap queues.Heap[int]
}

func (q *keyedStream) Push(t pool.Ticket) int {
	key := q.key(t)
	q.mu.Lock()
	q.heap.Push(key, t.Index)
	q.mu.Unlock()
	return pool.AnyWorker
}

func (q *keyedStream) Pop(_ int, dst []int) int {
	q.mu.Lock()
	_, index, ok := q.heap.Pop()
	q.mu.Unlock()
	if !ok {
		return 0
	}
	dst[0] = index
	return 1
}
