package pool

import (
	"context"
	"fmt"
	"runtime"
)

// maxStreamClaim is less than maxClaim because results are handed over after
// the claim.
const maxStreamClaim = 16

// Where jobs are short and the queue is the shared one, a worker that finds none,
// and a Submit that finds no room, yields the processor up to so many times
// before it parks: the other side will be there sooner than a parked goroutine
// wakes up.
//
// Note: without that the two sides parked some 190 times in 100,000 jobs, and a
// job cost 134 ns instead of 76 (BenchmarkStream/handler, n = 12 in turns). A look
// at any other queue takes its lock from those who have something to do: with
// them yielding cost 8 to 13 % more (BenchmarkCost of strategies, n = 8 in turns).
const maxYields = 30

// claim takes jobs from the queue, and waits for them.
func (s *stream[T, R]) claim(w *worker[T, R]) int {
	w.sizeClaim()
	yields := 0
	if s.intake.turns != nil {
		short := len(w.claimed) > 1
		if short != s.intake.shortJobs.Load() {
			s.intake.shortJobs.Store(short)
		}
		if short {
			yields = maxYields
		}
	}
	forAny := false // woken for a job that any worker can take
	for {
		if s.run.ctx.Err() != nil {
			return 0 // settleRest does what is left
		}
		closing := s.closing.Load() // before looking: nothing comes after it
		if n := s.pop(w); n > 0 {
			// Only where some jobs are for one worker alone may this one have taken
			// another job than that for which it was woken.
			if forAny && s.named.Load() {
				s.passWakeOn()
			}
			return s.opened(w, n)
		}
		if s.run.ctx.Err() != nil {
			return 0
		}
		if closing {
			if n := w.takeOver(); n > 0 {
				return s.opened(w, n)
			}
			w.checkOut()
			if !w.leave() {
				return gone
			}
			continue
		}
		s.flush(w)
		w.stale = true
		if yields > 0 {
			yields--
			runtime.Gosched()
			continue
		}
		w.letGo()
		n := 0
		forAny = s.lot.Park(w.id, func() (found bool) {
			if n = s.pop(w); n == 0 {
				n = w.takeOver()
			}
			return n > 0 || s.closing.Load() || s.run.ctx.Err() != nil
		})
		if n > 0 {
			if forAny {
				s.passWakeOn()
			}
			return s.opened(w, n)
		}
	}
}

// opened lets idle workers know of a claim of which they can take a part. It
// returns how many jobs are claimed.
func (s *stream[T, R]) opened(w *worker[T, R], n int) int {
	if w.open(n) {
		s.passWakeOn()
		s.run.callBack()
	}
	return n
}

// letGo drops what an idle worker still refers to of jobs and results, which may
// be large, and may be idle for long.
func (w *worker[T, R]) letGo() {
	clear(w.jobs[:cap(w.jobs)])
	clear(w.results[:cap(w.results)])
}

// passWakeOn wakes another worker instead of this one, which has taken a job, for
// another job that may wait.
func (s *stream[T, R]) passWakeOn() {
	limit := s.run.config.NumWorkers
	if s.run.limiter != nil {
		limit = s.run.limiter.Limit()
	}
	s.lot.WakeOne(AnyWorker, limit)
}

// pop takes jobs from the queue without waiting: it copies them and frees their
// slots.
func (s *stream[T, R]) pop(w *worker[T, R]) int {
	if s.intake.turns != nil {
		return s.popTurn(w)
	}
	n := s.run.queue.Pop(w.id, w.claimed)
	if s.run.limiter != nil {
		s.followLimit(w, n)
	}
	if n == 0 {
		return 0
	}
	if n < 0 || n > len(w.claimed) {
		s.run.broken(fmt.Errorf("Pop returned %d jobs, want 0 to %d", n, len(w.claimed)))
		return 0
	}
	kept := 0
	w.jobs = w.jobs[:0]
	for _, i := range w.claimed[:n] {
		if uint(i) >= uint(len(s.intake.slots)) {
			s.run.broken(fmt.Errorf("handed out job %d of %d", i, len(s.intake.slots)))
			continue
		}
		if !s.intake.slots[i].taken.Swap(false) {
			s.run.broken(fmt.Errorf("handed out job %d, which does not wait", i))
			continue
		}
		w.jobs = append(w.jobs, s.intake.slots[i].entry)
		w.claimed[kept] = i
		kept++
	}
	if kept > 0 {
		s.makeRoom(w, kept)
	}
	return kept
}

// popTurn is pop from the shared queue. That is the engine's own: it hands out
// each job once, and nobody needs to check.
func (s *stream[T, R]) popTurn(w *worker[T, R]) int {
	n := s.intake.takeTurn(w.claimed)
	if n == 0 {
		return 0
	}
	w.jobs = w.jobs[:0]
	for _, i := range w.claimed[:n] {
		w.jobs = append(w.jobs, s.intake.slots[i].entry)
	}
	s.makeRoom(w, n)
	return n
}

// makeRoom frees the slots of the first jobs that the worker has claimed, and lets
// in who waits for one.
func (s *stream[T, R]) makeRoom(w *worker[T, R], n int) {
	s.intake.release(w.claimed[:n])
	w.have = n // also if letIn ends this goroutine
	if s.intake.inLine.Load() > 0 {
		s.intake.mu.Lock()
		s.letIn()
		s.intake.mu.Unlock()
	}
}

// followLimit wakes others where this worker's look at the queue has changed
// who may take jobs, or showed that it may not: nobody else would, if jobs wait
// and no more come.
func (s *stream[T, R]) followLimit(w *worker[T, R], n int) {
	limit := min(s.run.limiter.Limit(), s.run.config.NumWorkers)
	if n == 0 && w.id >= limit {
		s.lot.WakeOne(AnyWorker, limit) // the job for which this one may have been woken
	}
	// Compared with the limit that any worker saw last, not with this one's:
	// those who found it low may all be parked.
	if int64(limit) == s.seen.Load() {
		return
	}
	for range int64(limit) - s.seen.Swap(int64(limit)) {
		s.lot.WakeOne(AnyWorker, limit)
	}
}

// settleRest gives every job that still waits a result, once no worker is left,
// and ends the stream.
func (s *stream[T, R]) settleRest() {
	// A Submit may be about to place a job; once the intake is closed none is.
	why := error(ErrClosed)
	if s.run.ctx.Err() != nil {
		why = context.Cause(s.run.ctx)
	}
	s.closeIntake(why)
	s.outbox.Lift() // the workers may have left before abort could begin
	now := s.run.began.Add(s.run.since())
	var rest []Result[R]
	if s.intake.turns != nil {
		for last := make([]int, 1); s.intake.takeTurn(last) > 0; {
			rest = append(rest, s.run.neverRan(&s.intake.slots[last[0]].job, now))
		}
	}
	for i := range s.intake.slots[:s.intake.fresh] {
		if !s.intake.slots[i].taken.Load() {
			continue
		}
		if s.run.ctx.Err() == nil {
			s.run.broken(fmt.Errorf("lost job %d", i))
		}
		rest = append(rest, s.run.neverRan(&s.intake.slots[i].job, now))
	}
	if s.handler != nil {
		s.handleAll(rest)
	} else {
		s.outbox.Put(0, rest...)
	}
	unrun := Summary{Jobs: len(rest), Errors: len(rest)}
	s.run.total.add(&unrun)
	s.run.truncated = s.run.truncated || len(rest) > 0
	s.err = s.run.verdict()
	details, err := s.run.finish(s.run.config.NumWorkers)
	if s.err == nil {
		s.err = err
	}
	s.out = outcome{s.run.total, details}
	if s.metrics != nil {
		s.metrics.add(s.run.strategy, outcome{unrun, details})
	}
}
