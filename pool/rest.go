package pool

import "time"

// rest is what a worker with something of its own knows while it is idle, if it gives that
// up after a time.
type rest struct {
	began time.Duration // since the run began
	timer *time.Timer   // wakes it when it is to give that up
	rung  chan struct{} // closed when the timer has
}

// beginRest is called by a worker that is about to wait for a job. If it has rested
// already, without finding one, it rests on.
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

// restOver reports whether the worker has been idle for as long as it may.
//
// Note: asked when the worker counts as idle already. Until then the timer wakes nobody,
// and rings only once.
func (w *worker[T, R]) restOver() bool {
	return w.rest != nil && w.run.since()-w.rest.began >= w.run.config.IdleTimeout
}

// stopResting has a worker that has found no job give up what it has, if it has been idle
// for long.
func (w *worker[T, R]) stopResting() {
	if w.restOver() {
		w.endRest()
		w.tearDown()
	}
}

// endRest is called by a worker that has found a job, or leaves. When it returns, the timer
// does nothing more.
func (w *worker[T, R]) endRest() {
	if w.rest == nil {
		return
	}
	if !w.rest.timer.Stop() {
		<-w.rest.rung
	}
	w.rest = nil
}
