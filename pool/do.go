package pool

import (
	"context"
	"sync"
)

// Do submits one job to the stream, waits for its result, and returns the result's Data and
// Error. The result goes only to the caller, neither to Results nor to a handler. Do also
// returns the errors of [Submit].
//
// When ctx ends, Do returns its cause; a job that was accepted still runs.
//
// A job may call Do on its own pool, with its own context or one derived from it. If that
// would make the jobs of all workers wait, the last one gets [ErrSelfSubmit]. With a
// strategy that keeps jobs for one worker, a job may wait forever for a job that is kept for
// its own worker.
//
// [Submit]: WorkerPool.Submit
func (p *WorkerPool[T, R]) Do(ctx context.Context, job Job[T]) (R, error) {
	var none R
	s := p.running()
	switch {
	case s == nil:
		return none, ErrClosed
	case ctx.Err() != nil:
		return none, context.Cause(ctx)
	}
	leave, err := s.waitInside(ctx)
	if err != nil {
		return none, err
	}
	answer := make(chan Result[R], 1)
	err = s.submit(ctx, &job, func(seq uint64) { s.run.callers.add(seq, caller[R]{answer, leave}) })
	if err != nil {
		leave()
		return none, err
	}
	select {
	case r := <-answer:
		return r.Data, r.Error
	case <-ctx.Done():
		leave()
		return none, context.Cause(ctx)
	}
}

// waitInside records that a job of this pool waits for another one, if ctx is a job's
// context. leave undoes that, once.
func (s *stream[T, R]) waitInside(ctx context.Context) (leave func(), err error) {
	w, ok := ctx.Value(workerKey{}).(*worker[T, R])
	if !ok || w.run != &s.run {
		return func() {}, nil
	}
	s.intake.mu.Lock()
	defer s.intake.mu.Unlock()
	s.comeInsideLocked(&w.inLine)
	if s.allInsideLocked() {
		s.goOutsideLocked(&w.inLine)
		return nil, ErrSelfSubmit
	}
	waits := true // guarded by the intake's lock
	return func() {
		s.intake.mu.Lock()
		defer s.intake.mu.Unlock()
		if waits {
			waits = false
			s.goOutsideLocked(&w.inLine)
		}
	}, nil
}

// comeInsideLocked counts a job of a worker that waits for another one or for room.
func (s *stream[T, R]) comeInsideLocked(waits *int) {
	if *waits++; *waits == 1 {
		s.intake.inside++
	}
}

func (s *stream[T, R]) goOutsideLocked(waits *int) {
	if *waits--; *waits == 0 {
		s.intake.inside--
	}
}

// callers holds the calls of Do that wait for a result.
type callers[R any] struct {
	mu    sync.Mutex // guards bySeq
	bySeq map[uint64]caller[R]
}

type caller[R any] struct {
	answer chan<- Result[R] // has room for it
	leave  func()
}

func (c *callers[R]) add(seq uint64, who caller[R]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bySeq == nil {
		c.bySeq = make(map[uint64]caller[R])
	}
	c.bySeq[seq] = who
}

// give gives a result to the Do that waits for it, and reports whether there is one.
func (c *callers[R]) give(seq uint64, r Result[R]) bool {
	c.mu.Lock()
	who, ok := c.bySeq[seq]
	delete(c.bySeq, seq)
	c.mu.Unlock()
	if ok {
		who.leave()
		who.answer <- r
	}
	return ok
}

// deliver writes the result of the job at w.at, or gives it to the Do that waits for it.
func (w *worker[T, R]) deliver(r Result[R]) {
	w.run.answer(w.seq(), &r)
	if w.asked() && w.run.callers.give(w.seq(), r) {
		w.leaveGap()
		return
	}
	*w.result() = r
}

// leaveGap leaves a gap in the results for the job at w.at: until the claim has ended, each
// result is at the index of its job.
func (w *worker[T, R]) leaveGap() {
	if w.opened && w.run.published {
		w.result().Worker = noResult
		w.gaps = true
	}
}
