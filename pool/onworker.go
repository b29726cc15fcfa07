package pool

import (
	"context"
	"fmt"
)

// startWorker sets up the resources of a worker.
type startWorker = func(ctx context.Context, worker int) (_ context.Context, stop func())

// OnWorker gives each worker resources of its own, such as a connection or a buffer, and
// returns the pool. Before its first job a worker calls start with the context that its
// jobs would get. Its jobs get the context that start returns instead, which start derives
// from its argument, for instance with [context.WithValue]; nil stands for the argument
// itself. The worker calls stop, unless it is nil, after its last job, when it leaves. It
// also calls stop when it has been idle for [Config.IdleTimeout], and then start again
// before its next job.
//
// No two jobs of a worker run at once, so its resources need no lock. A panic or
// [runtime.Goexit] in start or stop ends the run with an error. Hand-written strategies
// have workers that the pool does not know: with one, Run returns an error.
func (p *WorkerPool[T, R]) OnWorker(start func(ctx context.Context, worker int) (_ context.Context, stop func())) *WorkerPool[T, R] {
	return p.set("OnWorker", func(s *settings[T, R]) { s.onWorker = start })
}

// setUp calls the start function of OnWorker, once, before the worker's first job.
func (w *worker[T, R]) setUp() {
	w.setting = true
	ctx, stop := w.run.onWorker(w.bareContext, w.id)
	w.setting = false
	if ctx == nil {
		ctx = w.bareContext
	}
	w.jobContext, w.stop, w.ready = ctx, stop, true
}

// tearDown undoes setUp.
func (w *worker[T, R]) tearDown() {
	stop := w.stop
	w.jobContext, w.stop, w.ready = w.bareContext, nil, false
	if stop == nil {
		return
	}
	w.setting = true
	stop()
	w.setting = false
}

// setUpFailed records a panic (v is its value) or Goexit in a function of OnWorker.
func (w *worker[T, R]) setUpFailed(v any) {
	w.setting = false
	w.run.fail(fmt.Errorf("OnWorker: worker %d: %w", w.id, endedBy(v)))
}
