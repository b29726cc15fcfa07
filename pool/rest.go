package pool

import "time"

// rest is the state of an idle worker that gives up its own resources after a time.
type rest struct {
	began time.Duration // since the run began
	timer *time.Timer   // wakes the worker to give them up
	rung  chan struct{} // closed when the timer has done so
}

// beginRest is called by a worker that is about to wait for a job. A worker that was already
// resting and has found no job continues to rest.
func (w *worker[T, R]) beginRest() {
	d := w.run.config.IdleTimeout
	if d == 0 || !w.ready || w.rest != nil {
		return
	}
	r := &rest{began: w.run.since(), rung: make(chan struct{})}
	r.timer = time.AfterFunc(d, func() {
		defer close(r.rung)
		w.run.lot.WakeOne(w.id, w.run.size)
	})
	w.rest = r
}

// restOver reports whether the worker has been idle for the allowed time.
//
// Note: it is called only once the worker counts as idle. Until then the timer, which fires
// only once, wakes nobody.
func (w *worker[T, R]) restOver() bool {
	return w.rest != nil && w.run.since()-w.rest.began >= w.run.config.IdleTimeout
}

// stopResting makes a worker that has found no job give up its resources, if it has been idle
// for long enough.
func (w *worker[T, R]) stopResting() {
	if w.restOver() {
		w.endRest()
		w.tearDown()
	}
}

// endRest is called by a worker that has found a job, or leaves. After it returns, the timer
// does nothing.
func (w *worker[T, R]) endRest() {
	if w.rest == nil {
		return
	}
	if !w.rest.timer.Stop() {
		<-w.rest.rung
	}
	w.rest = nil
}
