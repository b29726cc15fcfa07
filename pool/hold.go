package pool

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Holder is a queue that can hold jobs back: Pop does not hand them out although they
// wait, because it is too early, or because another job has to end first. Next returns the
// earliest time, counted like [Setup.Now], at which the engine should look again for a job
// that was held back; and the only worker that can take it, or [AnyWorker]. ok is false if
// no job waits for a time.
//
// A worker that has taken a job, or has found none, calls Next, and wakes other workers
// for a job whose time has come. So a job that waits for another one to end is found as
// soon as that one has ended: Next then returns a time that has passed. When all workers
// are idle and Next reports no job, a run that accepts no more jobs is over, and a job that
// still waits is lost: an error that names the strategy.
//
// Next is called concurrently with everything else. It must not report a job whose time
// has come to a worker for which Pop, or Copy of a [Copier], returns none.
type Holder interface {
	Next() (at time.Duration, worker int, ok bool)
}

// maxVain is how often in a row Next may report a job that Pop then does not hand out,
// because other workers were faster.
const maxVain = 1000

var errVain = errors.New("no job handed out by Pop, although Next says that there is one now")

// An alarm rings at the earliest time to which it was set.
type alarm struct {
	mu      sync.Mutex     // guards the following
	timer   *time.Timer    // nil: never set
	set     bool           // it will ring
	stopped bool           // it can no longer be set
	at      time.Duration  // when, since the run began
	worker  int            // the worker that it wakes, or AnyWorker
	ringing sync.WaitGroup // calls of ring
}

// askNext asks the queue for jobs that it holds back, and makes other workers look for
// them, now or later. It reports whether there is one for this worker now.
func (e *run[T, R]) askNext(w *worker[T, R]) (now bool) {
	at, worker, ok := e.holder.Next()
	switch {
	case !ok:
		// Another worker may rely on the alarm that was set, so ask the queue again.
		return e.dropAlarm(&e.held) && e.askNext(w)
	case worker < AnyWorker || worker >= e.size:
		e.broken(fmt.Errorf("worker %d of %d returned by Next", worker, e.size))
		return false
	case at > e.since():
		e.setAlarm(&e.held, at, worker)
		return false
	case worker == w.id:
		return true
	case worker != AnyWorker:
		e.lot.WakeOne(worker, e.size)
		return false
	case !w.allowed():
		e.passWakeOn()
		return false
	}
	return true
}

// setAlarm sets the alarm, unless it will ring earlier.
func (e *run[T, R]) setAlarm(a *alarm, at time.Duration, worker int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped || a.set && a.at <= at {
		return
	}
	if !a.set {
		a.set = true
		a.ringing.Add(1)
		e.lot.Hold()
	}
	a.at, a.worker = at, worker
	if d := at - e.since(); a.timer == nil {
		a.timer = time.AfterFunc(d, func() { e.ring(a) })
	} else {
		a.timer.Reset(d)
	}
}

// dropAlarm cancels an alarm for a worker that is not idle: it would keep the run from ending.
// It reports whether there was one.
func (e *run[T, R]) dropAlarm(a *alarm) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.set || !a.timer.Stop() {
		return false
	}
	a.set = false
	a.ringing.Done()
	e.lot.Release()
	return true
}

// ring is called when the time of an alarm has come.
func (e *run[T, R]) ring(a *alarm) {
	a.mu.Lock()
	if !a.set || e.since() < a.at {
		a.mu.Unlock() // it was set again after its timer fired
		return
	}
	a.set = false
	worker := a.worker
	a.mu.Unlock()
	defer a.ringing.Done()
	defer func() { // even if Push calls Goexit
		if e.lot.Release() {
			e.finishRun()
		}
	}()
	if a == &e.back.alarm {
		e.placeDue()
		return
	}
	// The first worker is always below the limit, so there is no need to ask the queue,
	// which might panic here.
	e.limits.Event()
	if worker != AnyWorker || !e.lot.WakeOne(AnyWorker, e.limits.Seen()) {
		e.lot.WakeOne(max(worker, 0), e.size)
	}
}

// stop stops the alarm, and waits until it no longer rings.
func (a *alarm) stop() {
	a.mu.Lock()
	a.stopped = true
	if a.set && a.timer.Stop() {
		a.set = false
		a.ringing.Done()
	}
	a.mu.Unlock()
	a.ringing.Wait()
}
