package strategies

import (
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
)

// cuts is the queue of a batch that is cut into chunks of different sizes in
// advance: each worker works through one chunk of neighbors, and claims the next
// with an atomic index.
//
// Note: the size of the next chunk could be computed from what is left when it is
// claimed. But there are only about P·log(N/P) chunks, and computed in advance they
// need no lock.
type cuts struct {
	loadOnly
	cut    func(jobs, workers int) []int // how many jobs each chunk has
	ends   []int                         // where each chunk ends
	chunks []chunk                       // by worker
	_      [apart]byte
	next   atomic.Int64 // chunk
	_      [apart - 8]byte
}

func newCuts(setup pool.Setup, cut func(jobs, workers int) []int) (pool.Queue, error) {
	if setup.Stream {
		return nil, errStream
	}
	return &cuts{cut: cut, chunks: make([]chunk, setup.Workers)}, nil
}

func (q *cuts) Load(batch pool.Batch) {
	q.ends = q.cut(batch.Len(), len(q.chunks))
	for i := 1; i < len(q.ends); i++ {
		q.ends[i] += q.ends[i-1]
	}
}

func (q *cuts) Pop(worker int, dst []int) int {
	c := &q.chunks[worker]
	if c.next == c.end {
		i := int(q.next.Add(1)) - 1
		if i >= len(q.ends) {
			return 0
		}
		if i > 0 {
			c.next = q.ends[i-1]
		}
		c.end = q.ends[i]
	}
	return c.take(dst)
}
