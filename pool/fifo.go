package pool

import (
	"sync"
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
		return &fifo{workers: setup.Workers, ring: make([]int32, min(64, setup.Capacity))}, nil
	}
	return &counter{workers: int64(setup.Workers)}, nil
}

// counter is the queue of a batch: jobs in order need only an atomic index.
type counter struct {
	workers int64
	n       int64
	_       [64]byte // keep the index, which is written often, on a line of its own
	next    atomic.Int64
	_       [64]byte
}

func (c *counter) Push(Ticket) int { panic("pool: Push to the queue of a batch, which takes Load") }

func (c *counter) Load(b Batch) { c.n = int64(b.Len()) }

// Pop claims an eighth of the worker's share of what is left, so that the last
// claims are single jobs and the workers finish together.
func (c *counter) Pop(_ int, dst []int) int {
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

// fifo is the queue of a stream: a ring that grows up to the buffer size.
type fifo struct {
	workers int
	mu      sync.Mutex
	ring    []int32
	head, n int
}

func (q *fifo) Push(t Ticket) int {
	q.mu.Lock()
	if q.n == len(q.ring) {
		q.grow()
	}
	at := q.head + q.n
	if at >= len(q.ring) {
		at -= len(q.ring)
	}
	q.ring[at] = int32(t.Index)
	q.n++
	q.mu.Unlock()
	return AnyWorker
}

// Pop leaves the other workers their share of what waits.
func (q *fifo) Pop(_ int, dst []int) int {
	q.mu.Lock()
	k := min(len(dst), (q.n+q.workers-1)/q.workers)
	for i := range k {
		dst[i] = int(q.ring[q.head])
		if q.head++; q.head == len(q.ring) {
			q.head = 0
		}
	}
	q.n -= k
	q.mu.Unlock()
	return k
}

func (q *fifo) grow() {
	ring := make([]int32, 2*len(q.ring))
	n := copy(ring, q.ring[q.head:])
	copy(ring[n:], q.ring[:q.head])
	q.ring, q.head = ring, 0
}
