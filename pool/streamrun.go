package pool

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/pool/sched"
)

// maxStreamClaim is the most jobs that a worker of a stream claims at once.
const maxStreamClaim = sched.MaxStreamClaim

// yields returns how often the worker yields before it parks.
func (s *stream[T, R]) yields(w *worker[T, R]) int {
	if s.intake.turns == nil {
		return 0
	}
	short := len(w.claimed) > 1
	if short != s.intake.shortJobs.Load() {
		s.intake.shortJobs.Store(short)
	}
	if !short {
		return 0
	}
	return maxYields
}

// pop takes jobs from the queue without waiting: it copies them and frees their
// slots.
func (s *stream[T, R]) pop(w *worker[T, R]) int {
	if s.intake.turns != nil {
		return s.popTurn(w)
	}
	n := s.run.queue.Pop(w.id, w.claimed)
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

// popTurn is pop for the shared queue, which is the engine's own: it hands out each job
// once, so there is nothing to check.
//
// Note: with an append for each job, a job that does nothing took 1.04 times as long
// (BenchmarkStream/pool, -cpu 1, n = 20 in turns).
func (s *stream[T, R]) popTurn(w *worker[T, R]) int {
	n := s.intake.takeTurn(w.claimed)
	if n == 0 {
		return 0
	}
	if n > cap(w.jobs) {
		w.jobs = make([]entry[T], cap(w.claimed))
	}
	jobs, slots := w.jobs[:n], s.intake.slots
	for k, i := range w.claimed[:n] {
		jobs[k] = slots[i].entry
	}
	w.jobs = jobs
	s.makeRoom(w, n)
	return n
}

// makeRoom frees the slots of the first n jobs that the worker has claimed, and lets in jobs
// that wait for a slot.
func (s *stream[T, R]) makeRoom(w *worker[T, R], n int) {
	s.intake.release(w.claimed[:n])
	w.have = n // even if letInLocked ends this goroutine
	if s.intake.inLine.Load() > 0 {
		s.intake.mu.Lock()
		s.letInLocked()
		s.intake.mu.Unlock()
	}
}

// settleRest ends the stream: once no worker is left, it gives every job that still waits a
// result.
func (s *stream[T, R]) settleRest() {
	// A Submit may be about to place a job, until the intake is closed.
	why := error(ErrClosed)
	if s.run.ctx.Err() != nil {
		why = context.Cause(s.run.ctx)
	}
	s.closeIntake(why)
	s.outbox.Lift() // the workers may have left before abort could begin
	s.outside.Wait()
	now := s.run.began.Add(s.run.since())
	var rest []Result[R]
	var unserved Summary
	settleDropped := func() {
		for d, ok := s.run.drops.take(); ok; d, ok = s.run.drops.take() {
			if r, seq, ok := s.run.dropResult(d); ok {
				unserved.add(summaryOf(&r))
				if !s.run.callers.give(seq, r) {
					rest = append(rest, r)
				}
			}
		}
	}
	settleDropped()
	skipped := 0
	give := func(e *entry[T]) {
		skipped++
		r := s.run.unfinished(&e.job, e.seq, e.released, now)
		s.run.tellSkipped(r.Error)
		s.run.answer(e.seq, &r)
		if !e.asked || !s.run.callers.give(e.seq, r) {
			rest = append(rest, r)
		}
	}
	if s.intake.turns != nil {
		for last := make([]int, 1); s.intake.takeTurn(last) > 0; {
			give(&s.intake.slots[last[0]].entry)
		}
	}
	for i := range s.intake.slots[:s.intake.fresh] {
		if !s.intake.slots[i].taken.Load() {
			continue
		}
		if s.run.ctx.Err() == nil {
			s.run.broken(fmt.Errorf("lost job %d", i))
		}
		give(&s.intake.slots[i].entry)
	}
	for s.intake.overdue.len() > 0 {
		e := s.intake.overdue.pop()
		give(&e)
	}
	for e, ok := s.run.back.rest(); ok; e, ok = s.run.back.rest() {
		give(&e)
	}
	settleDropped()
	if s.handler != nil {
		s.handleAll(rest)
	} else {
		s.outbox.Put(0, rest...)
	}
	unserved.add(&Summary{Jobs: skipped, Errors: skipped})
	s.run.total.add(&unserved)
	s.run.truncated = s.run.truncated || skipped > 0
	s.err = s.run.verdict()
	details, err := s.run.finish(s.run.size)
	if s.err == nil {
		s.err = err
	}
	s.out = outcome{s.run.total, details}
	if s.metrics != nil {
		s.metrics.add(s.run.strategy, outcome{unserved, details})
	}
}
