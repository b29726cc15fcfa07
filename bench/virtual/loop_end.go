package virtual

import (
	"errors"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
)

// errEnded is returned by a loop that was stopped.
var errEnded = errors.New("virtual: stopped")

// control is how other goroutines watch and stop a loop.
type control struct {
	progress atomic.Int64 // events so far, within 16
	stop     atomic.Bool  // the result is no longer wanted
	ended    func() error // of the context
}

// stopped reports whether the loop should end.
func (c *control) stopped() bool { return c.stop.Load() || c.ended() != nil }

// count counts an event. It ends the run if the caller no longer waits for it.
func (l *loop) count() {
	if l.events++; l.events&15 == 0 {
		l.report()
	}
}

// report shows the progress of the loop to its watcher, which may end it.
func (l *loop) report() {
	l.progress.Store(l.events)
	if l.stopped() {
		l.fail(errEnded)
	}
}

// broken records how the strategy broke its contract and ends the run.
func (l *loop) broken(err error) {
	l.fail(l.strategyError(err))
}

// fail ends the run with an error; the first one counts.
func (l *loop) fail(err error) {
	if l.err == nil {
		l.err = err
	}
	l.over = true
}

func (l *loop) strategyError(err error) error {
	return &pool.StrategyError{Strategy: l.Discipline.Name(), Err: err}
}

// change accounts for the time since the last change of backlog or running: it is called
// before each.
func (l *loop) change() {
	if l.now == l.changed {
		return
	}
	if both := min(l.Workers-l.running, l.backlog); both > 0 {
		l.out.Idle += float64(float64(both) * float64(l.now-l.changed))
	}
	l.changed = l.now
}

// end is called when all workers found nothing and no job can come.
func (l *loop) end() {
	l.over = true
	if l.idler == nil {
		return
	}
	for id := range l.workers {
		l.idler.Idle(id, false)
	}
}
