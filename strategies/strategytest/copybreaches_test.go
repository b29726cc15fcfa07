package strategytest

import (
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// eternal has jobs that run for more than fifty years copied, and forgets that it did.
type eternal struct {
	now  func() time.Duration
	mu   sync.Mutex
	jobs queues.Ring[pool.Ticket]
	ends map[uint64]time.Duration // when a job that runs is fifty years old
}

func (q *eternal) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(t)
	return pool.AnyWorker
}

func (q *eternal) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	t, ok := q.jobs.Pop()
	if !ok {
		return 0
	}
	if q.ends == nil {
		q.ends = make(map[uint64]time.Duration)
	}
	q.ends[t.Seq] = q.now() + years/2
	dst[0] = t.Index
	return 1
}

func (q *eternal) Done(_ int, t pool.Ticket, _ pool.Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.ends, t.Seq)
}

// first returns the job that is fifty years old first.
func (q *eternal) first() (seq uint64, at time.Duration, ok bool) {
	for s, e := range q.ends {
		if !ok || e < at {
			seq, at, ok = s, e, true
		}
	}
	return seq, at, ok
}

func (q *eternal) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, at, ok = q.first()
	return at, pool.AnyWorker, ok
}

func (q *eternal) Copy(int) (seq uint64, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	seq, at, ok := q.first()
	return seq, ok && q.now() >= at
}
