package strategies

import (
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// perKey is a queue that limits how many jobs of a key run at a time. Jobs that may run are
// in one queue, in order of arrival; the others wait by key.
type perKey struct {
	limit int

	mu    sync.Mutex           // guards the following
	ready queues.Heap[int]     // by Seq
	keys  map[string]*keyQueue // of which jobs are ready or run
}

type keyQueue struct {
	taken   int // jobs that are ready, run, or are to run again
	waiting queues.Heap[int]
}

func newPerKey(limit int) *perKey { return &perKey{limit: limit, keys: make(map[string]*keyQueue)} }

func (q *perKey) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch k := q.keys[t.Key]; {
	case t.Key == "" || t.Attempt > 0: // a job that comes back has kept its place
		q.ready.Push(int64(t.Seq), t.Index)
	case k == nil:
		q.keys[t.Key] = &keyQueue{taken: 1}
		q.ready.Push(int64(t.Seq), t.Index)
	case k.taken < q.limit:
		k.taken++
		q.ready.Push(int64(t.Seq), t.Index)
	default:
		k.waiting.Push(int64(t.Seq), t.Index)
	}
	return pool.AnyWorker
}

func (q *perKey) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, index, ok := q.ready.Pop()
	if !ok {
		return 0
	}
	dst[0] = index
	return 1
}

// Done lets the next job of the key run.
func (q *perKey) Done(_ int, t pool.Ticket, _ pool.Outcome) {
	if t.Key == "" {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	k := q.keys[t.Key]
	if seq, index, ok := k.waiting.Pop(); ok {
		q.ready.Push(seq, index)
		return
	}
	if k.taken--; k.taken == 0 {
		delete(q.keys, t.Key)
	}
}

// Next reports a job that may run now: it may have had to wait for another one to end,
// which idle workers do not notice.
func (q *perKey) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return 0, pool.AnyWorker, q.ready.Len() > 0
}
