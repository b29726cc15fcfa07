package pool

import (
	"fmt"
	"sync/atomic"
	"time"
)

// A Monitor is notified of what happens to the jobs of a pool, for metrics. Its methods are
// called while workers wait, concurrently and sometimes with a lock held: they must be
// quick and must not call the pool. A panic in one ends the run with an error.
//
// Each job is Queued once. It is Started and Ended once for each attempt, or Skipped if it
// gets its result without another attempt. So the number of jobs that wait is Queued plus
// those Ended to be tried again, minus Started and Skipped; and the number that run is
// Started minus Ended. [Tally] keeps these counts; the module
// github.com/go-foundations/poolbench/pool/otel exports them to OpenTelemetry. With a
// strategy that is written by hand the worker is -1, and all attempts at a job count as
// one.
type Monitor interface {
	// Queued is called when jobs have been handed over and wait.
	Queued(jobs int)
	// Started is called when a job starts, for the first time if attempt is 0, with its wait
	// since its release.
	Started(worker int, wait time.Duration, attempt int)
	// Ended is called with the outcome of a job that ran. If again is set, the job waits once
	// more, and the outcome is that of its attempts so far.
	Ended(worker int, o Outcome, again bool)
	// Skipped is called with the reason why a waiting job got its result without running: the
	// run has ended, the job was dropped, or it shares the result of a job that has failed. nil
	// means that it shares the result of one that has succeeded.
	Skipped(err error)
}

// WithMonitor sets the monitor of jobs, in batches and in streams, and returns the pool. One
// monitor may serve several pools.
func (p *WorkerPool[T, R]) WithMonitor(m Monitor) *WorkerPool[T, R] {
	return p.set("WithMonitor", func(s *settings[T, R]) { s.monitor = m })
}

// A Tally is a Monitor that counts. Its fields may be read while the pool runs. The zero
// value is ready.
type Tally struct {
	Waiting  atomic.Int64 // jobs that wait now, also for their next attempt
	Running  atomic.Int64 // jobs that run now
	Accepted atomic.Int64 // jobs accepted so far
	Done     atomic.Int64 // jobs that ran and have their result
	Failed   atomic.Int64 // of these, with an error
	Lost     atomic.Int64 // jobs that got a result without completing: Skipped with an error
	Shared   atomic.Int64 // jobs that did not run and share the result of one that succeeded
	Retried  atomic.Int64 // attempts that ended and were not the job's last
}

// Queued implements Monitor.
func (t *Tally) Queued(jobs int) {
	t.Accepted.Add(int64(jobs))
	t.Waiting.Add(int64(jobs))
}

// Started implements Monitor.
func (t *Tally) Started(int, time.Duration, int) {
	t.Waiting.Add(-1)
	t.Running.Add(1)
}

// Ended implements Monitor.
func (t *Tally) Ended(_ int, o Outcome, again bool) {
	t.Running.Add(-1)
	if again {
		t.Retried.Add(1)
		t.Waiting.Add(1)
		return
	}
	t.Done.Add(1)
	if o.Err != nil {
		t.Failed.Add(1)
	}
}

// Skipped implements Monitor.
func (t *Tally) Skipped(err error) {
	t.Waiting.Add(-1)
	if err == nil {
		t.Shared.Add(1)
		return
	}
	t.Lost.Add(1)
}

// tell tells the monitor, if there is one.
func (e *run[T, R]) tell(say func(Monitor)) {
	if e.monitor == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			e.fail(fmt.Errorf("monitor: %w", endedBy(v)))
		}
	}()
	say(e.monitor)
}

// tellEnded tells the monitor of the end of an attempt.
func (e *run[T, R]) tellEnded(worker int, o Outcome, again bool) {
	e.tell(func(m Monitor) { m.Ended(worker, o, again) })
}

// tellSkipped tells the monitor of a job that has its result without running.
func (e *run[T, R]) tellSkipped(err error) { e.tell(func(m Monitor) { m.Skipped(err) }) }
