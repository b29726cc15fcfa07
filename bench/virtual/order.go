package virtual

import (
	"github.com/go-foundations/poolbench/pool"
)

// Order returns the discipline with workers that begin one after the other, worker 0
// first: all begin at the same instant, and otherwise the first at the queue would differ
// from run to run. Nothing else changes.
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
	q := &orderedQueue{Queue: inner, clock: d.clock, begun: make([]bool, setup.Workers)}
	// The optional interfaces of a queue. For those that the inner queue lacks,
	// orderedQueue does what the engine would. Observer and Limiter are different: they
	// cost the engine time, so only a queue that has them gets them.
	q.loader, _ = inner.(pool.Loader)
	q.finisher, _ = inner.(pool.Finisher)
	q.reporter, _ = inner.(pool.Reporter)
	observer, observes := inner.(pool.Observer)
	limiter, limits := inner.(pool.Limiter)
	switch {
	case observes && limits:
		return &struct {
			*orderedQueue
			pool.Observer
			pool.Limiter
		}{q, observer, limiter}, nil
	case observes:
		return &struct {
			*orderedQueue
			pool.Observer
		}{q, observer}, nil
	case limits:
		return &struct {
			*orderedQueue
			pool.Limiter
		}{q, limiter}, nil
	}
	return q, nil
}

type orderedQueue struct {
	pool.Queue
	clock    *Clock
	begun    []bool // by worker, written by that one alone
	loader   pool.Loader
	finisher pool.Finisher
	reporter pool.Reporter
}

func (q *orderedQueue) Pop(worker int, dst []int) int {
	if !q.begun[worker] {
		q.begun[worker] = true
		q.clock.Turn(int64(worker))
	}
	return q.Queue.Pop(worker, dst)
}

func (q *orderedQueue) Load(batch pool.Batch) {
	if q.loader != nil {
		q.loader.Load(batch)
		return
	}
	for i := range batch.Len() {
		q.Queue.Push(batch.Ticket(i))
	}
}

func (q *orderedQueue) Finish(run pool.Summary) {
	if q.finisher != nil {
		q.finisher.Finish(run)
	}
}

func (q *orderedQueue) Report() []pool.Detail {
	if q.reporter == nil {
		return nil
	}
	return q.reporter.Report()
}
