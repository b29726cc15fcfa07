package strategies

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// MultiQueue runs roughly the most urgent job first: it has several heaps, puts a job into
// a random one, and takes the more urgent of the first jobs of two random ones. Among jobs
// of equal priority, the older one is more urgent.
//
// Use it in place of [Priority] for very short jobs on many processors, where one lock
// would be contended. The price is order: with n heaps a job is taken while about 5n/6−1
// more urgent ones wait. A worker never idles while a job waits.
//
// It takes two locks out of twice as many as there are workers.
//
// Cost: 1173 ns a job in a batch, 576 in a stream (BenchmarkCost, n = 10).
//
// Source: Rihani, Sanders and Dementiev, MultiQueues: simple relaxed concurrent priority
// queues, SPAA 2015; the rank error is that of the sequential process with two choices,
// with replacement.
type MultiQueue struct{}

// Name returns "multiqueue".
func (MultiQueue) Name() string { return "multiqueue" }

// NewQueue never fails.
func (MultiQueue) NewQueue(setup pool.Setup) (pool.Queue, error) {
	q := &multi{heaps: make([]multiHeap, heapsPerWorker*setup.Workers), choosers: make([]chooser, setup.Workers)}
	q.push.Seed(setup.Seed, ^uint64(0))
	for w := range q.choosers {
		q.choosers[w].rng.Seed(setup.Seed, uint64(w))
	}
	return q, nil
}

// heapsPerWorker is the number that the authors recommend.
const heapsPerWorker = 2

type multi struct {
	push     rand.PCG
	heaps    []multiHeap
	choosers []chooser
	waiting  atomic.Int64 // at least as many as are in all heaps
}

type multiHeap struct {
	mu   sync.Mutex
	jobs queues.Heap[multiJob] // by priority
	_    [apart - 40]byte
}

type multiJob struct {
	index int
	seq   uint64
}

// A chooser is a worker's state for choosing, on cache lines of its own.
type chooser struct {
	rng      rand.PCG
	pops     int64
	look     int64 // pops until the rank of one is looked for
	looked   int64
	ranks    float64 // sum
	farthest float64
	_        [apart - 56]byte
}

func (q *multi) Push(t pool.Ticket) int {
	h := &q.heaps[q.push.Uint64()%uint64(len(q.heaps))]
	h.mu.Lock()
	q.waiting.Add(1)
	h.jobs.Push(^int64(t.Priority), multiJob{t.Index, t.Seq})
	h.mu.Unlock()
	return pool.AnyWorker
}

func (q *multi) Pop(worker int, dst []int) int {
	if q.waiting.Load() == 0 {
		return 0
	}
	c := &q.choosers[worker]
	n := uint64(len(q.heaps))
	a, b := int(c.rng.Uint64()%n), int(c.rng.Uint64()%n)
	job, key, ok := q.takeOfTwo(a, b)
	for i := 0; !ok && i < len(q.heaps); i++ { // both were empty: try all
		at := (a + 1 + i) % len(q.heaps)
		job, key, ok = q.takeOfTwo(at, at)
	}
	if !ok {
		return 0 // Push tells the engine of jobs that arrived meanwhile
	}
	q.sample(c, key, job, q.waiting.Add(-1))
	dst[0] = job.index
	return 1
}

// takeOfTwo takes the more urgent of the first jobs of two heaps.
func (q *multi) takeOfTwo(a, b int) (job multiJob, key int64, ok bool) {
	first, second := &q.heaps[min(a, b)], &q.heaps[max(a, b)]
	first.mu.Lock()
	defer first.mu.Unlock()
	if a != b {
		second.mu.Lock()
		defer second.mu.Unlock()
		k1, j1, ok1 := first.jobs.Min()
		k2, j2, ok2 := second.jobs.Min()
		if !ok1 || ok2 && (k2 < k1 || k2 == k1 && j2.seq < j1.seq) {
			first = second
		}
	}
	key, job, ok = first.jobs.Pop()
	return job, key, ok
}

// sample now and then counts the waiting jobs that are more urgent than the one just taken.
// It looks at all waiting jobs, and again after as many pops as jobs waited.
func (q *multi) sample(c *chooser, key int64, job multiJob, waiting int64) {
	if c.pops++; c.pops < c.look {
		return
	}
	c.pops, c.look = 0, max(minSweep, waiting)
	rank := 0.0
	for i := range q.heaps {
		h := &q.heaps[i]
		h.mu.Lock()
		for k, other := range h.jobs.All() {
			if k < key || k == key && other.seq < job.seq {
				rank++
			}
		}
		h.mu.Unlock()
	}
	c.looked++
	c.ranks += rank
	c.farthest = max(c.farthest, rank)
}

// Report returns how far the jobs taken were from the most urgent.
func (q *multi) Report() []pool.Detail {
	looked, ranks, farthest := 0.0, 0.0, 0.0
	for i := range q.choosers {
		c := &q.choosers[i]
		looked, ranks, farthest = looked+float64(c.looked), ranks+c.ranks, max(farthest, c.farthest)
	}
	if looked == 0 {
		return nil
	}
	return []pool.Detail{
		{Name: "rank-error", Value: ranks / looked, Note: "more urgent jobs that waited when one was taken, mean of a sample"},
		{Name: "rank-error-max", Value: farthest},
	}
}
