package virtual

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// maxVain and errVain are those of the engine.
const maxVain = 1000

var errVain = errors.New("no job handed out by Pop, although Next says that there is one now")

// askNext asks the queue for jobs that it holds back, and makes other workers look for
// them, now or later. It reports whether there is one for this worker now.
func (l *loop) askNext(id int) (now bool) {
	at, worker, ok := l.holder.Next()
	switch {
	case !ok:
		if l.held.set {
			l.held.set = false
			l.idle.Release()
		}
		return false
	case worker < pool.AnyWorker || worker >= l.size:
		l.broken(fmt.Errorf("worker %d of %d returned by Next", worker, l.size))
		return false
	case at > l.now:
		l.setAlarm(at, worker)
		return false
	case worker == id:
		return true
	case worker != pool.AnyWorker:
		l.wakeOne(worker, l.size)
		return false
	case !l.allowed(id):
		l.passWakeOn()
		return false
	}
	return true
}

// setAlarm sets the alarm, unless it will ring earlier.
func (l *loop) setAlarm(at time.Duration, worker int) {
	a := &l.held
	if a.set && a.at <= at {
		return
	}
	if !a.set {
		a.set = true
		l.idle.Hold()
	}
	a.at, a.worker = at, worker
}

// ring is called at the time to which the alarm was set.
func (l *loop) ring() {
	l.held.set = false
	l.limits.Event()
	if worker := l.held.worker; worker != pool.AnyWorker || !l.wakeOne(pool.AnyWorker, l.limits.Seen()) {
		l.wakeOne(max(worker, 0), l.size)
	}
	if l.idle.Release() {
		l.end()
	}
}
