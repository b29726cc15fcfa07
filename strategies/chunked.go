package strategies

import "github.com/go-foundations/poolbench/pool"

// Chunked cuts the batch into one run of neighboring jobs per worker, whose
// sizes differ by at most one.
//
// Use it for very short jobs of equal length whose neighbors share data: it
// needs no coordination at all. The worst case is a batch sorted by length,
// where one worker gets all the long jobs. It does not run streams.
//
// Cost: 41 ns a job in a batch (BenchmarkCost, n = 10).
//
// Source: static block scheduling, schedule(static) of OpenMP.
type Chunked struct{}

// Name returns "chunked".
func (Chunked) Name() string { return "chunked" }

// NewQueue refuses streams.
func (Chunked) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if setup.Stream {
		return nil, errStream
	}
	return &chunks{chunks: make([]chunk, setup.Workers)}, nil
}

type chunks struct {
	loadOnly
	chunks []chunk
}

// A chunk is what is left of one worker's jobs, on cache lines of its own.
type chunk struct {
	next, end int
	_         [apart - 16]byte
}

func (q *chunks) Load(batch pool.Batch) {
	n, w := batch.Len(), len(q.chunks)
	for i := range q.chunks {
		q.chunks[i].next, q.chunks[i].end = i*n/w, (i+1)*n/w
	}
}

func (q *chunks) Pop(worker int, dst []int) int {
	return q.chunks[worker].take(dst)
}

// take takes the next jobs of the chunk.
func (c *chunk) take(dst []int) int {
	k := min(len(dst), c.end-c.next)
	for i := range k {
		dst[i] = c.next + i
	}
	c.next += k
	return k
}
