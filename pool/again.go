package pool

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool/sched"
)

// Again returns an error with which a processor asks for its job to run again, no sooner
// than after the given time. The job goes back through the queue and occupies no worker
// meanwhile: a long job can let others have their turn, or wait for something. It is not a
// failure, and does not count toward [Config.MaxRetries].
func Again(after time.Duration) error { return &againError{after} }

type againError struct{ after time.Duration }

func (e *againError) Error() string {
	return fmt.Sprintf("pool: the job is to run again after %v", e.after)
}

// Permanent returns an error with which a processor reports that its job has failed with
// err, and that retrying would not help. The job's Result has err itself. Permanent(nil)
// returns nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// retry decides what happens to a job whose attempt has ended with an error: it runs again
// after a delay, or it has failed with the returned error. failures is how often it had failed
// before.
func (c *Config) retry(err error, failures, attempts int) (after time.Duration, again bool, failed error) {
	if e, ok := errors.AsType[*againError](err); ok {
		return e.after, true, err
	}
	if e, ok := errors.AsType[*permanentError](err); ok {
		if error(e) == err {
			err = e.err
		}
		return 0, false, err
	}
	if failures < c.MaxRetries {
		return c.retryDelay(failures), true, err
	}
	if attempts > 1 {
		err = fmt.Errorf("after %d attempts: %w", attempts, err)
	}
	return 0, false, err
}

// progress is the history of a job that comes back.
type progress struct {
	began     time.Duration // its first attempt
	beganTime time.Time
	service   time.Duration // of all attempts
	attempts  int
	failures  int
	worker    int   // of the last attempt
	err       error // of the last attempt
}

// timing holds the times of a job whose attempt has ended.
type timing struct {
	began     time.Duration // its first attempt
	beganTime time.Time
	service   time.Duration // of all attempts
	attempts  int
}

// returns holds the jobs that will run again, until their time comes.
type returns[T any] struct {
	any   atomic.Bool  // there was at least one
	count atomic.Int64 // of those that wait for their time or for room
	alarm alarm

	mu       sync.Mutex // guards the following
	agenda   sched.Agenda
	jobs     []entry[T]          // by number on the agenda
	free     []int               // numbers that are not on it
	progress map[uint64]progress // of all that have come back, by Seq
}

// progressOf returns the history of a job, if it has one.
func (b *returns[T]) progressOf(seq uint64) (p progress, ok bool) {
	if !b.any.Load() {
		return progress{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok = b.progress[seq]
	return p, ok
}

// forget drops the history of a job.
func (b *returns[T]) forget(seq uint64) {
	b.mu.Lock()
	delete(b.progress, seq)
	b.mu.Unlock()
}

// endAttempt handles the end of an attempt at the job at w.at, with an error or in a run in
// which jobs come back: the job comes back, or gets its result.
func (w *worker[T, R]) endAttempt(job *Job[T], released, began time.Duration, beganTime time.Time, data R, err error) {
	service := w.now - began
	if w.flight != nil {
		var decides bool
		if decides, began, beganTime = w.land(err); !decides {
			w.dropCopy(service)
			return
		}
	}
	a, err, back := w.judge(timing{began, beganTime, service, 1}, err, false)
	if back {
		return
	}
	w.took = Outcome{a.service, a.attempts, err}
	w.run.tellEnded(w.id, w.took, false)
	w.deliver(Result[R]{
		JobID: job.ID, Data: data, Error: err, Worker: w.id,
		Started: a.beganTime, Completed: w.nowTime, Duration: w.now - a.began,
		Wait: a.began - released,
	})
	w.count(service, a.service, err)
	w.settle(service)
}

// judge decides about the job at w.at, whose attempt has ended. It reports whether the job
// comes back; if not, it returns the job's error and its total times.
func (w *worker[T, R]) judge(a timing, err error, fatal bool) (_ timing, failed error, back bool) {
	seq := w.seq()
	last, failures := a, 0
	p, came := w.run.back.progressOf(seq)
	if came {
		a = timing{p.began, p.beganTime, p.service + a.service, p.attempts + 1}
		failures = p.failures
	}
	_, asked := errors.AsType[*againError](err)
	failed = err
	if ended := w.run.ctx.Err() != nil; err != nil && !fatal && !ended {
		var after time.Duration
		if after, back, failed = w.run.config.retry(err, failures, a.attempts); back {
			if !asked {
				failures++
			}
			w.summary.Busy += last.service
			w.summary.Makespan = w.now
			w.size.Observe(last.service)
			w.giveBack(progress{a.began, a.beganTime, a.service, a.attempts, failures, w.id, err}, after, last.service)
			return a, nil, true
		}
	} else if ended && asked {
		failed = context.Cause(w.run.ctx)
	}
	if came {
		w.run.back.forget(seq)
	}
	return a, failed, false
}

// giveBack releases the job at w.at, which will run again.
func (w *worker[T, R]) giveBack(p progress, after, service time.Duration) {
	e := entry[T]{seq: w.seq()}
	if w.batch == nil {
		e = w.jobs[w.at]
	}
	w.leaveGap()
	w.run.tellEnded(w.id, Outcome{p.service, p.attempts, p.err}, true)
	w.at++ // before others are told, who may end this goroutine
	if w.opened && w.at < w.have {
		w.begin()
	}
	w.run.takeBack(e, p, after)
	w.stale = true
	w.handOn(service)
}

// noResult is the Worker of a place among the results of a claim that stays empty: its
// job comes back.
const noResult = -2

// takeBack puts a job on the agenda, or places it at once.
func (e *run[T, R]) takeBack(job entry[T], p progress, after time.Duration) {
	back := &e.back
	back.any.Store(true)
	back.count.Add(1)
	back.mu.Lock()
	if back.progress == nil {
		back.progress = make(map[uint64]progress)
	}
	back.progress[job.seq] = p
	if after <= 0 {
		back.mu.Unlock()
		e.source.comeBack(job)
		return
	}
	at := e.since()
	at += min(after, math.MaxInt64-at)
	back.agenda.Add(back.numberLocked(job), at)
	back.mu.Unlock()
	e.setAlarm(&back.alarm, at, AnyWorker)
}

// numberLocked keeps a job, and returns its number.
func (b *returns[T]) numberLocked(job entry[T]) int {
	if last := len(b.free) - 1; last >= 0 {
		id := b.free[last]
		b.free = b.free[:last]
		b.jobs[id] = job
		return id
	}
	b.jobs = append(b.jobs, job)
	return len(b.jobs) - 1
}

// takeLocked takes the job with a number.
func (b *returns[T]) takeLocked(id int) entry[T] {
	job := b.jobs[id]
	b.jobs[id] = entry[T]{}
	b.free = append(b.free, id)
	return job
}

// rest takes a job that waits for its time, in any order, once no other goroutine takes any.
func (b *returns[T]) rest() (job entry[T], ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, ok := b.agenda.Take(math.MaxInt64)
	if !ok {
		return job, false
	}
	return b.takeLocked(id), true
}

// placeDue places the jobs whose time has come.
func (e *run[T, R]) placeDue() {
	back := &e.back
	for {
		back.mu.Lock()
		id, ok := back.agenda.Take(e.since())
		if !ok {
			at, more := back.agenda.Next()
			back.mu.Unlock()
			if more {
				e.setAlarm(&back.alarm, at, AnyWorker)
			}
			return
		}
		job := back.takeLocked(id)
		back.mu.Unlock()
		e.source.comeBack(job)
	}
}

// unfinished returns the result of a job that came back and did not run again because the
// run has ended: it has the error of its last attempt, if that failed.
func (e *run[T, R]) unfinished(job *Job[T], seq uint64, released time.Duration, now time.Time) Result[R] {
	r := e.neverRan(job, now)
	p, came := e.back.progressOf(seq)
	if !came {
		return r
	}
	if _, asked := errors.AsType[*againError](p.err); !asked {
		r.Error = p.err
	}
	r.Worker, r.Started = p.worker, p.beganTime
	r.Duration, r.Wait = now.Sub(p.beganTime), p.began-released
	return r
}

// attempts calls the processor for one job of a hand-written strategy until it succeeds, the
// retries are used up, or the run ends. Such a strategy has no queue through which the job
// could go back: its goroutine waits.
func attempts[T, R any](ctx context.Context, config *Config, p Processor[T, R], job *Job[T]) (data R, err error) {
	failures := 0
	for n := 1; ; n++ {
		data, err = attempt(ctx, config, p, job)
		if err == nil || ctx.Err() != nil {
			return data, err
		}
		after, again, failed := config.retry(err, failures, n)
		if !again {
			return data, failed
		}
		if _, asked := errors.AsType[*againError](err); !asked {
			failures++
		}
		if !pause(ctx, after) {
			return data, err
		}
	}
}
