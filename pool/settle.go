package pool

import (
	"context"
	"runtime/debug"
	"time"
)

// settle finishes the job at w.at, whose result is written.
func (w *worker[T, R]) settle(service time.Duration) {
	if w.run.observer != nil {
		w.settleObserved(service)
		return
	}
	w.settleUnobserved(service)
}

func (w *worker[T, R]) settleUnobserved(service time.Duration) {
	w.at++ // the job is settled, even if one of the calls below panics
	if w.opened && w.at < w.have {
		w.begin()
	}
	w.handOn(service)
}

// handOn hands over the result of a job that has ended, or keeps it back for a while.
//
// Note: it calls a stream's sink directly, and skips that of a batch that collects results
// by job, so that no job costs an interface call.
func (w *worker[T, R]) handOn(service time.Duration) {
	stale := false
	if w.stream != nil {
		stale = w.stream.settled(w, service)
	} else if w.byJob == nil {
		stale = w.run.sink.settled(w, service)
	}
	if stale {
		w.stale = true
	}
}

// settleObserved is settle for a queue that learns the outcome.
//
// Note: it is separate because settle would otherwise clear a ticket on its stack for each
// job, without needing it.
func (w *worker[T, R]) settleObserved(service time.Duration) {
	job, released := w.job()
	t := w.run.ticket(w.claimed[w.at], job, released, w.seq())
	t.Attempt = w.took.Attempts - 1
	w.settleUnobserved(service)
	w.run.observer.Done(w.id, t, w.took)
	w.stale = true
	// Jobs that waited for this one need not wait for the rest of the claim.
	if w.at < w.have && w.run.holder != nil && w.run.lot.Idle() && w.run.askNext(w) {
		w.run.passWakeOn()
	}
}

// giveUp settles the job at w.at, which never ran because the run has ended.
func (w *worker[T, R]) giveUp() {
	w.readClock()
	job, released := w.job()
	if w.flight != nil {
		var none R
		w.endAttempt(job, released, w.now, w.nowTime, none, context.Cause(w.run.ctx))
		return
	}
	rest := w.run.unfinished(job, w.seq(), released, w.nowTime)
	w.run.tellSkipped(rest.Error)
	w.deliver(rest)
	w.summary.Jobs++
	w.summary.Errors++
	w.truncated = true
	w.at++
	if w.opened && w.at < w.have {
		w.begin()
	}
	w.handOn(0)
}

// recordFailure records a panic (v is its value) or a runtime.Goexit (v is nil) of the
// processor or the strategy. It calls neither, because nothing would recover their panics
// here.
func (w *worker[T, R]) recordFailure(v any) {
	if w.busy {
		err := error(ErrGoexit)
		if v != nil {
			err = &PanicError{v, debug.Stack()}
		}
		w.busy = false
		began, beganTime := w.now, w.nowTime
		w.readClock()
		service := w.now - began
		if w.flight != nil {
			var decides bool
			if decides, began, beganTime = w.land(err); !decides {
				w.summary.Busy += service
				w.lost = true
				return
			}
		}
		a, _, _ := w.judge(timing{began, beganTime, service, 1}, err, true)
		job, released := w.job()
		w.recorded, w.took = true, Outcome{a.service, a.attempts, err}
		w.run.tellEnded(w.id, w.took, false)
		w.deliver(Result[R]{
			JobID: job.ID, Error: err, Worker: w.id,
			Started: a.beganTime, Completed: w.nowTime, Duration: w.now - a.began,
			Wait: a.began - released,
		})
		w.count(service, a.service, err)
	} else if w.setting {
		w.setUpFailed(v)
	} else {
		w.run.broken(endedBy(v))
	}
}

// count counts a job that has its result. service is the time of its last attempt, all is
// the total of its attempts.
func (w *worker[T, R]) count(service, all time.Duration, err error) {
	w.countDone(service, all)
	if err != nil {
		w.summary.Errors++
		w.truncated = w.truncated || w.run.ctx.Err() != nil
	}
}

// countDone is count for a job that did not fail.
func (w *worker[T, R]) countDone(service, all time.Duration) {
	s := &w.summary
	s.Jobs++
	s.Busy += service
	s.Longest = max(s.Longest, all)
	s.Makespan = w.now
	w.size.Observe(service)
}

// add adds the summary of another worker of the same run.
func (s *Summary) add(o *Summary) {
	s.Jobs += o.Jobs
	s.Errors += o.Errors
	s.Busy += o.Busy
	s.Longest = max(s.Longest, o.Longest)
	s.Makespan = max(s.Makespan, o.Makespan)
}
