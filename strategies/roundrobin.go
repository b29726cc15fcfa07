package strategies

import (
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// RoundRobin deals the jobs out like cards: job i belongs to worker i mod W,
// and no other worker runs it.
//
// Use it if all jobs take equally long: workers share nothing, so it costs next
// to nothing. Otherwise all workers wait for the one that got the long jobs, and
// in a stream jobs wait behind a long one while other workers idle: at 80 % load
// on 4 workers three times as long as in one queue.
//
// Cost: 106 ns a job in a batch, 276 in a stream (BenchmarkCost, n = 10).
//
// Source: as a queue it is E_W/M/1 (Kleinrock, Queueing Systems I, 1975).
type RoundRobin struct{}

// Name returns "round-robin".
func (RoundRobin) Name() string { return "round-robin" }

// NewQueue never fails.
func (RoundRobin) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if setup.Stream {
		return &hands{hands: make([]hand, setup.Workers)}, nil
	}
	return &strides{next: make([]stride, setup.Workers)}, nil
}

// strides is the queue of a batch: each worker counts its own jobs up.
type strides struct {
	loadOnly
	n    int
	next []stride
}

// A stride is the next job of one worker, on cache lines of its own.
type stride struct {
	job int
	_   [apart - 8]byte
}

func (q *strides) Load(batch pool.Batch) {
	q.n = batch.Len()
	for w := range q.next {
		q.next[w].job = w
	}
}

func (q *strides) Pop(worker int, dst []int) int {
	next := &q.next[worker].job
	for i := range dst {
		if *next >= q.n {
			return i
		}
		dst[i] = *next
		*next += len(q.next)
	}
	return len(dst)
}

// hands is the queue of a stream: one per worker, filled in turn.
type hands struct {
	turn  int
	hands []hand
}

type hand struct {
	mu   sync.Mutex
	jobs queues.Ring[int]
	_    [apart - 48]byte
}

func (q *hands) Push(t pool.Ticket) int {
	w := q.turn
	if q.turn++; q.turn == len(q.hands) {
		q.turn = 0
	}
	h := &q.hands[w]
	h.mu.Lock()
	h.jobs.Push(t.Index)
	h.mu.Unlock()
	return w
}

func (q *hands) Pop(worker int, dst []int) int {
	h := &q.hands[worker]
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.jobs.Take(dst)
}

// apart keeps what different workers write from each other: two cache lines of
// 64 bytes, since processors fetch them in pairs.
const apart = 128
