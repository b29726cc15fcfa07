package strategytest

import (
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// either hands out the oldest job or the newest.
type either struct {
	last func(waiting int) bool

	mu   sync.Mutex
	jobs queues.Ring[int]
}

func (q *either) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(t.Index)
	return pool.AnyWorker
}

func (q *either) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.last(q.jobs.Len()) {
		return q.jobs.Take(dst[:1])
	}
	job, ok := q.jobs.PopLast()
	if !ok {
		return 0
	}
	dst[0] = job
	return 1
}

// narrowed has the most urgent job first, by the low half of its priority.
type narrowed struct {
	mu   sync.Mutex
	jobs queues.Heap[int]
}

func (q *narrowed) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(-int64(int32(t.Priority)), t.Index)
	return pool.AnyWorker
}

func (q *narrowed) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, job, ok := q.jobs.Pop()
	if !ok {
		return 0
	}
	dst[0] = job
	return 1
}
