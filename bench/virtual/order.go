package virtual

import (
	"github.com/go-foundations/poolbench/pool"
)

// Order returns the discipline with workers that begin one after the other, worker 0
// first: all begin at the same instant, and otherwise the first at the queue would differ
// from run to run. Workers that are woken at the same instant also go on one after the
// other, each when the goroutine that woke it has come to rest. Nothing else changes.
func (c *Clock) Order(d pool.Discipline) pool.Discipline { return &ordered{d, c} }

type ordered struct {
	pool.Discipline
	clock *Clock
}

func (d *ordered) NewQueue(setup pool.Setup) (pool.Queue, error) {
	inner, err := d.Discipline.NewQueue(setup)
	if err != nil {
		return nil, err
	}
	q := &orderedQueue{Queue: inner, clock: d.clock, begun: make([]bool, setup.Workers), found: make([]bool, setup.Workers)}
	loader, loads := inner.(pool.Loader)
	returner, returns := inner.(pool.Returner)
	switch {
	case loads && returns:
		return &struct {
			*orderedQueue
			pool.Loader
			pool.Returner
		}{q, loader, returner}, nil
	case loads:
		return &struct {
			*orderedQueue
			pool.Loader
		}{q, loader}, nil
	}
	return q, nil
}

// orderedQueue is not a pool.InOrder, since it has to see each Pop: in a stream the shared
// queue is then a queue like any other, not the engine's own.
type orderedQueue struct {
	pool.Queue
	clock *Clock
	begun []bool // by worker; each worker writes only its own
	found []bool // the same: its last Pop found a job
}

// Unwrap returns the queue inside.
func (q *orderedQueue) Unwrap() pool.Queue { return q.Queue }

func (q *orderedQueue) Pop(worker int, dst []int) int {
	if !q.begun[worker] {
		q.begun[worker] = true
		q.clock.Turn(int64(worker))
	}
	n := q.Queue.Pop(worker, dst)
	q.found[worker] = n > 0
	return n
}

// Idle is called by a worker that is about to wait, or that goes on.
func (q *orderedQueue) Idle(worker int, idle bool) {
	if !idle && !q.found[worker] {
		q.clock.wokenTurn(int64(worker))
	}
	if idler, ok := pool.As[pool.Idler](q.Queue); ok {
		idler.Idle(worker, idle)
	}
}
