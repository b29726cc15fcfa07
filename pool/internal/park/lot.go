package park

import (
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool/sched"
)

// Any stands for whichever worker is idle.
const Any = sched.Any

// A Lot is where idle workers are parked. Its methods are safe for concurrent use.
type Lot struct {
	idle atomic.Int32 // announced workers
	mu   sync.Mutex   // guards list
	list sched.Idle   // who they are
	wake []chan bool  // true: for a job that any worker can take
}

// New returns a lot for workers numbered [0, workers).
func New(workers int) *Lot {
	l := &Lot{list: sched.MakeIdle(workers), wake: make([]chan bool, workers)}
	for w := range l.wake {
		l.wake[w] = make(chan bool, 1)
	}
	return l
}

// Park parks a worker that has found nothing to do until it is woken. If look finds
// something after all, the worker does not wait. Park reports whether the worker was
// woken for a job that any worker can take.
func (l *Lot) Park(worker int, look func() (found bool)) (forAny bool) {
	l.announce(worker)
	if look() {
		return l.retract(worker)
	}
	return <-l.wake[worker]
}

// Settle is called by look of Park when it has found nothing: the worker will wait,
// unless it was woken already. It reports whether the lot is quiet: all workers have
// settled, each after Close, and nothing is held. Then no job comes any more.
func (l *Lot) Settle(worker int) (quiet bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list.Settle(worker)
}

// Hold says that something other than a worker may bring a job: a timer, or a job
// that is to come back. The lot is not quiet until Release.
func (l *Lot) Hold() {
	l.mu.Lock()
	l.list.Hold()
	l.mu.Unlock()
}

// Release takes one Hold back, once the job is placed and a worker woken for it.
// It reports whether the lot is quiet.
func (l *Lot) Release() (quiet bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list.Release()
}

// Idle reports whether any worker waits or is about to.
func (l *Lot) Idle() bool { return l.idle.Load() > 0 }

// announce says that the worker is about to wait.
func (l *Lot) announce(w int) {
	l.mu.Lock()
	l.list.Announce(w)
	l.idle.Add(1)
	l.mu.Unlock()
}

// retract takes announce back: the worker has found something to do. It reports
// whether the worker was woken meanwhile for a job that any worker can take.
func (l *Lot) retract(w int) (forAny bool) {
	l.mu.Lock()
	gone := !l.list.Announced(w)
	if !gone {
		l.removeLocked(w)
	}
	l.mu.Unlock()
	return gone && <-l.wake[w]
}

// WakeOne wakes the worker if it waits or is about to; for Any it wakes any such
// worker below limit. It reports whether it has woken one.
func (l *Lot) WakeOne(worker, limit int) bool {
	if l.idle.Load() == 0 {
		return false
	}
	l.mu.Lock()
	return l.wakeLocked(l.list.Pick(worker, limit), worker == Any)
}

// WakePreferred wakes the worker if it waits or is about to, and any other such
// worker below limit if not, for a job that any of them can take.
func (l *Lot) WakePreferred(worker, limit int) bool {
	if l.idle.Load() == 0 {
		return false
	}
	l.mu.Lock()
	return l.wakeLocked(l.list.PickPreferred(worker, limit), true)
}

// wakeLocked wakes a worker, unless it is -1, and releases the lock.
func (l *Lot) wakeLocked(w int, forAny bool) bool {
	if w >= 0 {
		l.removeLocked(w)
	}
	l.mu.Unlock()
	if w >= 0 {
		l.wake[w] <- forAny
	}
	return w >= 0
}

// WakeAll wakes every worker that waits or is about to, once.
func (l *Lot) WakeAll() {
	if l.idle.Load() == 0 {
		return
	}
	l.mu.Lock()
	l.wakeAllLocked()
}

// Close says that no job is placed from outside any more, and wakes every worker that
// waits or is about to. From now on the lot can be quiet.
//
// Note: a worker that has looked before does not count as settled. What was placed just
// before, and for whom nobody has been woken yet, it has perhaps not seen.
func (l *Lot) Close() {
	l.mu.Lock()
	l.list.Close()
	l.wakeAllLocked()
}

func (l *Lot) wakeAllLocked() {
	var woken []int
	for l.list.Any() {
		woken = append(woken, l.list.First())
		l.removeLocked(l.list.First())
	}
	l.mu.Unlock()
	for _, w := range woken {
		l.wake[w] <- true
	}
}

func (l *Lot) removeLocked(w int) {
	l.list.Remove(w)
	l.idle.Add(-1)
}
