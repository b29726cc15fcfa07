package strategies

import (
	"container/heap"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
)

// PriorityWeighted starts jobs of each priority in proportion to its weight:
// while jobs of priorities with weights 3 and 1 wait, three of the first start
// for each of the second. Within a priority the oldest starts first.
//
// Use it if urgent jobs should get more without the others waiting forever: a
// class with waiting jobs is served once in (sum of weights / its own weight)
// starts. It counts jobs, not their length: a class of long jobs gets more time
// than its share.
//
// A class without waiting jobs saves up nothing for later.
//
// Cost: 388 ns a job in a batch, 540 in a stream (BenchmarkCost, n = 10).
//
// Source: stride scheduling (Waldspurger and Weihl, MIT/LCS/TM-528, 1995), the
// deterministic form of weighted fair queueing.
type PriorityWeighted struct {
	// Weights are the weights of priorities, greater than 0. A priority that
	// is not listed has the weight 1 + its value, or 1 if its value is negative.
	Weights map[int]float64
}

// Name returns "priority-weighted".
func (PriorityWeighted) Name() string { return "priority-weighted" }

// NewQueue refuses weights that are not positive numbers.
func (p PriorityWeighted) NewQueue(setup pool.Setup) (pool.Queue, error) {
	weights := make(map[int]float64, len(p.Weights))
	for priority, w := range p.Weights {
		if !(w >= minWeight) || math.IsInf(w, 0) {
			return nil, fmt.Errorf("PriorityWeighted.Weights[%d] is %v, want a number greater than 0 (%g at least)", priority, w, minWeight)
		}
		weights[priority] = w
	}
	q := newWeighted(weights)
	if setup.Stream {
		return q, nil
	}
	return &weightedBatch{queue: q}, nil
}

// minWeight is small enough for any use, and large enough for passes not to
// overflow.
const minWeight = 1e-300

// weighted is the queue of a stream, and of a batch of which jobs come back.
type weighted struct {
	weights map[int]float64
	mu      sync.Mutex
	now     float64 // pass of the class that was served last
	classes
}

func newWeighted(weights map[int]float64) *weighted {
	q := &weighted{weights: weights}
	q.less = func(a, b *class) bool {
		if a.pass != b.pass {
			return a.pass < b.pass
		}
		return a.priority > b.priority
	}
	return q
}

func (q *weighted) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	k, empty := q.push(t.Priority, t.Index)
	if k.stride == 0 {
		k.stride = 1 / q.weight(k.priority)
		k.pass = q.now + k.stride
	}
	if empty {
		// It continues where it left off, without credit for what it missed.
		k.pass = max(k.pass, q.now)
		q.enter(k)
	}
	return pool.AnyWorker
}

func (q *weighted) weight(priority int) float64 {
	if w, ok := q.weights[priority]; ok {
		return w
	}
	return 1 + max(0, float64(priority))
}

func (q *weighted) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := q.first()
	if k == nil {
		return 0
	}
	if k.pass > farFromZero*k.stride {
		q.rebase(k.pass)
		k = q.first()
	}
	q.now = k.pass
	k.pass += k.stride
	dst[0] = q.pop(k)
	if k.jobs.Len() > 0 {
		heap.Fix(&q.classes, 0)
	}
	return 1
}

// farFromZero is how many strides a pass may be from zero, so that adding one
// is exact enough. Past 2^53 it would change nothing, and the class would be
// served forever.
const farFromZero = 1 << 20

// rebase makes all passes relative to now.
func (q *weighted) rebase(now float64) {
	for _, k := range q.byPriority {
		k.pass -= now
	}
	q.now = 0
	heap.Init(&q.classes) // rounding may have made equal what was not
}

// weightedBatch is the queue of a batch. Until a job comes back, the order is known from the
// start, and a worker takes the next job without a lock.
type weightedBatch struct {
	batch pool.Batch
	queue *weighted   // if used: has all jobs that wait
	used  atomic.Bool // jobs were pushed, or one has come back
	back  sync.Mutex  // held while the first one comes back
	order []int32
	_     [apart]byte
	next  atomic.Int64 // into order
	_     [apart - 8]byte
}

// Push is called, before any Pop, if the queue is inside one that is no Loader.
func (q *weightedBatch) Push(t pool.Ticket) int {
	q.used.Store(true)
	return q.queue.Push(t)
}

func (q *weightedBatch) Load(batch pool.Batch) {
	q.batch, q.order = batch, make([]int32, batch.Len())
	all := newWeighted(q.queue.weights)
	all.fill(batch)
	var job [1]int
	for i := range q.order {
		all.Pop(0, job[:])
		q.order[i] = int32(job[0])
	}
}

func (q *weighted) fill(batch pool.Batch) {
	for i := range batch.Len() {
		q.Push(batch.Ticket(i))
	}
}

func (q *weightedBatch) Pop(worker int, dst []int) int {
	if !q.used.Load() {
		if n := int64(len(q.order)); q.next.Load() < n {
			if i := q.next.Add(1) - 1; i < n {
				dst[0] = int(q.order[i])
				return 1
			}
		}
		q.back.Lock() // jobs may be on the way from order to queue
		used := q.used.Load()
		q.back.Unlock()
		if !used {
			return 0
		}
	}
	return q.queue.Pop(worker, dst)
}

// Return is where the order ends that was known from the start: the first job that comes back
// takes its turn among those that are left.
func (q *weightedBatch) Return(t pool.Ticket) int {
	if !q.used.Load() {
		q.back.Lock()
		defer q.back.Unlock()
		taken := min(q.next.Swap(int64(len(q.order))), int64(len(q.order)))
		q.queue.fill(q.batch)
		var job [1]int
		for range taken {
			q.queue.Pop(0, job[:])
		}
		q.used.Store(true)
	}
	return q.queue.Push(t)
}
