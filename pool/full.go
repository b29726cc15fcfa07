package pool

import (
	"context"
	"fmt"
	"runtime/debug"
)

// A FullPolicy says what Submit does while [Config.BufferSize] jobs wait.
type FullPolicy int

const (
	WaitWhenFull   FullPolicy = iota // Submit waits for room
	RefuseWhenFull                   // Submit returns ErrFull, as TrySubmit does
	DropOldest                       // the job that has waited longest gets a Result with ErrDropped; the shared queue only
	DropNewest                       // the submitted job gets a Result with ErrDropped
	RunInCaller                      // Submit runs the job itself, in addition to those of the workers, and returns when it is done
)

var fullPolicies = [...]string{"WaitWhenFull", "RefuseWhenFull", "DropOldest", "DropNewest", "RunInCaller"}

// String returns the name of the constant.
func (p FullPolicy) String() string {
	if p < 0 || int(p) >= len(fullPolicies) {
		return fmt.Sprintf("FullPolicy(%d)", int(p))
	}
	return fullPolicies[p]
}

// errCrowdedOut is the error of a job that was dropped because the buffer was full.
var errCrowdedOut = fmt.Errorf("%w: %w", ErrDropped, ErrFull)

// whenFullLocked applies the policy, other than waiting, to a job for which there is no slot. It
// releases the lock.
//
// Note: with a function value for each policy as an argument of submitOr, the job would
// escape, and each Submit would allocate it, full or not: 23 ms for 100,000 jobs instead of
// 18 (BenchmarkStream/pool, n = 4 in turns).
func (s *stream[T, R]) whenFullLocked(ctx context.Context, job *Job[T], policy FullPolicy) error {
	switch policy {
	case RefuseWhenFull:
		s.intake.mu.Unlock()
		return ErrFull
	case DropOldest:
		return s.dropOldestLocked(ctx, job)
	}
	e := s.outsideLocked(job)
	s.intake.mu.Unlock()
	defer s.outside.Done()
	if policy == RunInCaller {
		s.runOutside(&e)
	} else {
		s.dropOutside(&e)
	}
	return nil
}

// outsideLocked accepts a job that never waits in a slot. The stream does not end until
// outside.Done is called.
func (s *stream[T, R]) outsideLocked(job *Job[T]) entry[T] {
	e := entry[T]{job: *job, released: s.run.releaseTime(job, s.run.since()), seq: s.intake.seq}
	s.intake.seq++
	s.outside.Add(1)
	s.run.tell(func(m Monitor) { m.Queued(1) })
	return e
}

// dropOldestLocked makes room for a job by dropping the one that has waited longest. It releases
// the lock.
func (s *stream[T, R]) dropOldestLocked(ctx context.Context, job *Job[T]) error {
	released := s.run.releaseTime(job, s.run.since())
	for {
		if err := s.refusalLocked(); err != nil {
			s.intake.mu.Unlock()
			return err
		}
		if i, ok := s.intake.freeSlotLocked(); ok {
			to, limit := s.acceptLocked(i, job, released, nil)
			s.intake.mu.Unlock()
			s.run.wake(to, limit)
			return nil
		}
		var oldest [1]int
		if s.intake.turns.full(len(s.intake.slots)) && s.intake.takeTurn(oldest[:]) == 1 {
			e := s.intake.slots[oldest[0]].entry
			s.intake.release(oldest[:])
			s.outside.Add(1)
			s.intake.mu.Unlock()
			s.dropOutside(&e)
			s.outside.Done()
			s.intake.mu.Lock()
			continue
		}
		// A worker has taken a job and is about to free its slot, and will let this job in.
		return s.standInLineLocked(ctx, job, released, nil)
	}
}

// dropOutside gives a job a result that says that the buffer was full.
func (s *stream[T, R]) dropOutside(e *entry[T]) {
	r := s.run.unfinished(&e.job, e.seq, e.released, s.run.began.Add(s.run.since()))
	r.Error = errCrowdedOut
	s.run.back.forget(e.seq)
	s.run.tellSkipped(r.Error)
	s.settleOutside(e, r, Summary{Jobs: 1, Errors: 1})
}

// runOutside runs a job for the submitting goroutine, which waits. The job gets its own
// goroutine, because the processor may call Goexit.
func (s *stream[T, R]) runOutside(e *entry[T]) {
	began := s.run.since()
	s.run.tell(func(m Monitor) { m.Started(-1, began-e.released, 0) })
	r := Result[R]{JobID: e.job.ID, Error: ErrGoexit, Worker: -1, Started: s.run.began.Add(began), Wait: began - e.released}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if v := recover(); v != nil {
				r.Error = &PanicError{v, debug.Stack()}
			}
		}()
		ctx := context.WithValue(s.run.ctx, workerKey{}, releasedAt(s.run.began.Add(e.released)))
		r.Data, r.Error = attempts(ctx, s.run.config, s.run.processor, &e.job)
	}()
	<-ended
	now := s.run.since()
	r.Completed, r.Duration = s.run.began.Add(now), now-began
	sum := Summary{Jobs: 1, Makespan: now, Busy: r.Duration, Longest: r.Duration}
	if r.Error != nil {
		sum.Errors = 1
	}
	s.run.tellEnded(-1, Outcome{r.Duration, 1, r.Error}, false)
	s.settleOutside(e, r, sum)
}

// settleOutside hands over the result of a job that no worker took.
func (s *stream[T, R]) settleOutside(e *entry[T], r Result[R], sum Summary) {
	s.run.mu.Lock()
	s.run.total.add(&sum)
	s.run.mu.Unlock()
	if s.metrics != nil {
		s.metrics.add(s.run.strategy, outcome{Summary: sum})
	}
	switch {
	case e.asked && s.run.callers.give(e.seq, r):
	case s.handler != nil:
		s.handleAll([]Result[R]{r})
	default:
		s.outbox.Put(0, r)
	}
}

// full reports whether a waiting job is in every slot.
func (t *turns) full(slots int) bool { return t.tail.Load()-t.head.Load() >= int64(slots) }
