package pool

import (
	"math/bits"
	"sync/atomic"
)

// FIFO is the plainest discipline, and a pool's default: one queue, first in,
// first out, shared by all workers. Package strategies calls it the shared
// queue and says when to use it.
type FIFO struct{}

// Name returns "shared-queue".
func (FIFO) Name() string { return "shared-queue" }

// NewQueue never fails.
func (FIFO) NewQueue(setup Setup) (Queue, error) {
	if setup.Stream {
		return newFIFO(setup), nil
	}
	return &counter{setup: setup, workers: int64(setup.Workers)}, nil
}

// counter is the queue of a batch: jobs in order need only an atomic index. Inside another
// queue that does not forward Load, it is a ring.
type counter struct {
	setup   Setup
	ring    *fifo // not nil: jobs are pushed
	workers int64
	n       int64
	_       [64]byte // padding: the index is written often
	next    atomic.Int64
	_       [64]byte
}

// InOrder says that jobs leave in the order in which they came.
func (c *counter) InOrder() {}

// Shares says that any worker may run any job.
func (c *counter) Shares() {}

func (c *counter) Push(t Ticket) int {
	if c.ring == nil { // the first job of a batch; no worker calls Pop yet
		c.ring = newFIFO(c.setup)
	}
	return c.ring.Push(t)
}

func (c *counter) Load(b Batch) { c.n = int64(b.Len()) }

// Pop claims an eighth of the worker's share of what is left, so that the last
// claims are single jobs and the workers finish together.
func (c *counter) Pop(worker int, dst []int) int {
	if c.ring != nil {
		return c.ring.Pop(worker, dst)
	}
	left := c.n - c.next.Load()
	if left <= 0 {
		return 0
	}
	k := min(int64(len(dst)), max(1, left/(8*c.workers)))
	hi := c.next.Add(k)
	lo := hi - k
	if lo >= c.n {
		return 0
	}
	n := int(min(hi, c.n) - lo)
	for i := range n {
		dst[i] = int(lo) + i
	}
	return n
}

// fifo is the shared queue inside another queue. (Where the shared queue is used by itself,
// the engine keeps the order of a stream.) It is a lock-free ring with one producer and many
// consumers. The ring has room for all jobs that can wait, so nothing between head and tail
// is ever overwritten.
type fifo struct {
	workers int64
	ring    []atomic.Int32 // the length is a power of two, at least Capacity
	_       [64]byte
	tail    atomic.Int64 // where the next job goes; only Push writes it
	_       [64]byte
	head    atomic.Int64 // the oldest job; it only grows
	_       [64]byte
}

func newFIFO(setup Setup) *fifo {
	return &fifo{
		workers: int64(setup.Workers),
		ring:    make([]atomic.Int32, 1<<bits.Len(uint(max(setup.Capacity, 1)-1))),
	}
}

// InOrder says that jobs leave in the order in which they came.
func (q *fifo) InOrder() {}

// Shares says that any worker may run any job.
func (q *fifo) Shares() {}

func (q *fifo) Push(t Ticket) int {
	tail := q.tail.Load()
	q.ring[tail&int64(len(q.ring)-1)].Store(int32(t.Index))
	q.tail.Store(tail + 1)
	return AnyWorker
}

// Pop leaves the other workers their share of the waiting jobs.
func (q *fifo) Pop(_ int, dst []int) int {
	for {
		head := q.head.Load()
		waiting := q.tail.Load() - head
		if waiting <= 0 {
			return 0
		}
		k := min(int64(len(dst)), (waiting+q.workers-1)/q.workers)
		for i := range k {
			dst[i] = int(q.ring[(head+i)&int64(len(q.ring)-1)].Load())
		}
		// The CAS decides: if it fails, the indexes read above are discarded.
		//
		// Note: if they were read after head has moved, they could be overwritten:
		// jobs that others claimed later may have left by then, making room for so
		// many new ones that the ring has wrapped around.
		if q.head.CompareAndSwap(head, head+k) {
			return int(k)
		}
	}
}
