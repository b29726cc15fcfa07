package pool

import (
	"context"
	"time"
)

// workerKey is the key of the worker in the context of its jobs, which is a releaser.
type workerKey struct{}

// A releaser knows the release time of the job that runs with its context.
type releaser interface{ jobReleased() time.Time }

// jobReleased is called by the job at w.at.
func (w *worker[T, R]) jobReleased() time.Time {
	_, released := w.job()
	return w.run.began.Add(released)
}

// initContext makes the context of the worker's jobs.
func (w *worker[T, R]) initContext() {
	w.bareContext = context.WithValue(w.run.ctx, workerKey{}, w)
	w.jobContext = w.bareContext
}

// readerPatience is how long a Submit waits while workers wait for a reader of results and
// there has never been one.
const readerPatience = 5 * time.Second

// standInLineLocked waits for a slot. It releases the lock.
func (s *stream[T, R]) standInLineLocked(ctx context.Context, job *Job[T], released time.Duration, accepted func(seq uint64)) error {
	e := s.entrantLocked()
	e.entry.job, e.entry.released, e.accepted = *job, released, accepted
	s.enterLocked(e, ctx)
	s.letInLocked() // a slot may have become free before workers saw this entrant
	if e.line != nil && s.allInsideLocked() {
		s.dropLocked(e)
		s.intake.spare = append(s.intake.spare, e)
		s.intake.mu.Unlock()
		return ErrSelfSubmit
	}
	s.intake.mu.Unlock()

	err := s.awaitSlot(ctx, e)
	s.intake.mu.Lock()
	e.entry.job, e.accepted = Job[T]{}, nil
	s.intake.spare = append(s.intake.spare, e)
	s.intake.mu.Unlock()
	return err
}

// awaitSlot waits until the entrant is in a slot or has left the line. It sets a timer only
// while workers wait for a reader that has never come: any other timer would let virtual
// time pass where nobody can continue, and hide the deadlock.
func (s *stream[T, R]) awaitSlot(ctx context.Context, e *entrant[T]) error {
	var starved <-chan struct{}
	if s.handler == nil && !s.outbox.Visited() {
		starved = s.starved
	}
	var patience <-chan time.Time
	for {
		select {
		case err := <-e.in:
			return err
		case <-ctx.Done():
			return s.leaveLine(e, context.Cause(ctx))
		case <-s.run.ctx.Done():
			return s.leaveLine(e, context.Cause(s.run.ctx))
		case <-starved:
			starved = nil
			timer := time.NewTimer(readerPatience)
			defer timer.Stop()
			patience = timer.C
		case <-patience:
			if s.outbox.Deserted() {
				return s.leaveLine(e, ErrNoReader)
			}
		}
	}
}

// enterLocked puts an entrant at the end of the line.
func (s *stream[T, R]) enterLocked(e *entrant[T], ctx context.Context) {
	e.line = s.intake.line.PushBack(e)
	s.countLineLocked()
	if w, ok := ctx.Value(workerKey{}).(*worker[T, R]); ok && w.run == &s.run {
		e.from = &w.inLine
		s.comeInsideLocked(e.from)
	}
}

// dropLocked takes an entrant out of the line.
func (s *stream[T, R]) dropLocked(e *entrant[T]) {
	s.intake.line.Remove(e.line)
	e.line = nil
	s.countLineLocked()
	if e.from != nil {
		s.goOutsideLocked(e.from)
		e.from = nil
	}
}

// allInsideLocked reports whether every worker that may take jobs has a job that stands in
// line, so that none can make room.
func (s *stream[T, R]) allInsideLocked() bool {
	return s.intake.inside >= min(s.run.limits.Seen(), s.run.unpaused())
}

// entrantLocked returns an unused entrant.
func (s *stream[T, R]) entrantLocked() *entrant[T] {
	if n := len(s.intake.spare); n > 0 {
		e := s.intake.spare[n-1]
		s.intake.spare = s.intake.spare[:n-1]
		return e
	}
	return &entrant[T]{in: make(chan error, 1)}
}

// leaveLine takes the entrant out of the line and returns why. If the entrant has already
// left the line, it returns the outcome of that.
func (s *stream[T, R]) leaveLine(e *entrant[T], why error) error {
	s.intake.mu.Lock()
	defer s.intake.mu.Unlock()
	if e.line == nil {
		return <-e.in
	}
	s.dropLocked(e)
	return why
}

// letInLocked moves jobs that come back, and then the first in line, into slots while slots
// are free.
func (s *stream[T, R]) letInLocked() {
	for s.intake.overdue.len() > 0 {
		i, ok := s.intake.freeSlotLocked()
		if !ok {
			return
		}
		job := s.intake.overdue.pop()
		s.countLineLocked()
		s.placeBackLocked(i, job)
		s.run.lot.Release() // this worker, or the one that it wakes, looks again
	}
	for s.intake.line.Len() > 0 && s.run.ctx.Err() == nil && !s.crowded() {
		i, ok := s.intake.freeSlotLocked()
		if !ok {
			return
		}
		e := s.dismissLocked()
		e.in <- nil // before acceptLocked, which does not return if Push calls Goexit
		s.run.wake(s.acceptLocked(i, &e.entry.job, e.entry.released, e.accepted))
	}
}

// countLineLocked tells workers whether a Submit waits for the slots that they free.
func (s *stream[T, R]) countLineLocked() {
	s.intake.inLine.Store(int32(s.intake.line.Len() + s.intake.overdue.len()))
}

// comeBack places a job that will run again in a slot, or ahead of all that stand in line.
func (s *stream[T, R]) comeBack(job entry[T]) {
	s.intake.mu.Lock()
	s.intake.overdue.push(job)
	s.run.lot.Hold()
	s.countLineLocked()
	s.letInLocked()
	s.intake.mu.Unlock()
}

// placeBackLocked puts a job that comes back into a slot.
func (s *stream[T, R]) placeBackLocked(i int, job entry[T]) {
	s.intake.slots[i].entry = job
	s.run.back.count.Add(-1)
	if s.intake.turns != nil {
		s.intake.turns.pushLocked()
		s.run.wake(AnyWorker, s.run.size)
		return
	}
	t := s.run.ticket(i, &job.job, job.released, job.seq)
	s.run.wake(s.placeLocked(&t))
}

// dismissLocked takes the first out of the line.
func (s *stream[T, R]) dismissLocked() *entrant[T] {
	e := s.intake.line.Front().Value.(*entrant[T])
	s.dropLocked(e)
	return e
}

// closeIntake stops accepting jobs and refuses those that stand in line.
func (s *stream[T, R]) closeIntake(why error) {
	s.intake.mu.Lock()
	defer s.intake.mu.Unlock()
	if s.intake.closed == nil {
		s.intake.closed = why
	}
	for s.intake.line.Len() > 0 {
		s.dismissLocked().in <- why
	}
}
