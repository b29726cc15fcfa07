package park

import (
	"sync"
	"sync/atomic"
)

// Any stands for whichever worker is idle.
const Any = -1

// A Lot is where idle workers are parked. Its methods are safe for concurrent use.
type Lot struct {
	idle   atomic.Int32 // announced workers
	mu     sync.Mutex   // guards the following, but for what is sent on wake
	first  int32        // the last worker announced; none: -1
	next   []int32      // links of a list through all announced workers, by worker
	prev   []int32      // notAnnounced: not in the list
	sure   []bool       // by worker: it has looked in vain since it announced itself
	idlers int          // how many have
	holds  int          // what may still bring a job
	closed bool         // no job comes from outside
	wake   []chan bool  // true: for a job that any worker can take
}

const (
	none         = -1
	notAnnounced = -2
)

// New returns a lot for workers numbered [0, workers).
func New(workers int) *Lot {
	l := &Lot{
		first: none,
		next:  make([]int32, workers),
		prev:  make([]int32, workers),
		sure:  make([]bool, workers),
		wake:  make([]chan bool, workers),
	}
	for w := range l.wake {
		l.prev[w] = notAnnounced
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
	if l.prev[worker] == notAnnounced || l.sure[worker] {
		return false
	}
	l.sure[worker] = true
	l.idlers++
	return l.quietLocked()
}

// Hold says that something other than a worker may bring a job: a timer, or a job
// that is to come back. The lot is not quiet until Release.
func (l *Lot) Hold() {
	l.mu.Lock()
	l.holds++
	l.mu.Unlock()
}

// Release takes one Hold back, once the job is placed and a worker woken for it.
// It reports whether the lot is quiet.
func (l *Lot) Release() (quiet bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holds--
	return l.quietLocked()
}

func (l *Lot) quietLocked() bool { return l.closed && l.holds == 0 && l.idlers == len(l.wake) }

// Idle reports whether any worker waits or is about to.
func (l *Lot) Idle() bool { return l.idle.Load() > 0 }

// announce says that the worker is about to wait.
func (l *Lot) announce(w int) {
	l.mu.Lock()
	l.next[w], l.prev[w] = l.first, none
	if l.first != none {
		l.prev[l.first] = int32(w)
	}
	l.first = int32(w)
	l.idle.Add(1)
	l.mu.Unlock()
}

// retract takes announce back: the worker has found something to do. It reports
// whether the worker was woken meanwhile for a job that any worker can take.
func (l *Lot) retract(w int) (forAny bool) {
	l.mu.Lock()
	gone := l.prev[w] == notAnnounced
	if !gone {
		l.removeLocked(int32(w))
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
	w := int32(worker)
	if worker == Any {
		w = l.anyLocked(limit)
	} else if l.prev[w] == notAnnounced {
		w = none
	}
	return l.wakeUnlock(w, worker == Any)
}

// WakePreferred wakes the worker if it waits or is about to, and any other such
// worker below limit if not, for a job that any of them can take.
func (l *Lot) WakePreferred(worker, limit int) bool {
	if l.idle.Load() == 0 {
		return false
	}
	l.mu.Lock()
	w := int32(worker)
	if worker >= limit || l.prev[w] == notAnnounced {
		w = l.anyLocked(limit)
	}
	return l.wakeUnlock(w, true)
}

// anyLocked returns the worker below limit that was announced last.
func (l *Lot) anyLocked(limit int) int32 {
	w := l.first
	for w != none && int(w) >= limit {
		w = l.next[w]
	}
	return w
}

// wakeUnlock wakes a worker, if it is one, and releases the lock.
func (l *Lot) wakeUnlock(w int32, forAny bool) bool {
	if w != none {
		l.removeLocked(w)
	}
	l.mu.Unlock()
	if w != none {
		l.wake[w] <- forAny
	}
	return w != none
}

// WakeAll wakes every worker that waits or is about to, once.
func (l *Lot) WakeAll() {
	if l.idle.Load() == 0 {
		return
	}
	l.mu.Lock()
	l.wakeAllUnlock()
}

// Close says that no job is placed from outside any more, and wakes every worker that
// waits or is about to. From now on the lot can be quiet.
//
// Note: a worker that has looked before does not count as settled. What was placed just
// before, and for whom nobody has been woken yet, it has perhaps not seen.
func (l *Lot) Close() {
	l.mu.Lock()
	l.closed = true
	l.wakeAllUnlock()
}

func (l *Lot) wakeAllUnlock() {
	var woken []int32
	for l.first != none {
		woken = append(woken, l.first)
		l.removeLocked(l.first)
	}
	l.mu.Unlock()
	for _, w := range woken {
		l.wake[w] <- true
	}
}

func (l *Lot) removeLocked(w int32) {
	next, prev := l.next[w], l.prev[w]
	if prev == none {
		l.first = next
	} else {
		l.next[prev] = next
	}
	if next != none {
		l.prev[next] = prev
	}
	l.prev[w] = notAnnounced
	l.idle.Add(-1)
	if l.sure[w] {
		l.sure[w] = false
		l.idlers--
	}
}
