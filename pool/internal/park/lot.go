package park

import (
	"sync"
	"sync/atomic"
)

// Any stands for whichever worker is idle.
const Any = -1

// A Lot is where idle workers are parked. Its methods are safe for concurrent use.
type Lot struct {
	idle  atomic.Int32 // announced workers
	mu    sync.Mutex   // guards first, next and prev
	first int32        // the last worker announced; none: -1
	next  []int32      // links of a list through all announced workers, by worker
	prev  []int32      // notAnnounced: not in the list
	wake  []chan bool  // true: for a job that any worker can take
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
		l.remove(int32(w))
	}
	l.mu.Unlock()
	return gone && <-l.wake[w]
}

// WakeOne wakes the worker if it waits or is about to; for Any it wakes any such
// worker below limit.
func (l *Lot) WakeOne(worker, limit int) {
	if l.idle.Load() == 0 {
		return
	}
	l.mu.Lock()
	w := int32(worker)
	if worker == Any {
		w = l.first
		for w != none && int(w) >= limit {
			w = l.next[w]
		}
	} else if l.prev[w] == notAnnounced {
		w = none
	}
	if w != none {
		l.remove(w)
	}
	l.mu.Unlock()
	if w != none {
		l.wake[w] <- worker == Any
	}
}

// WakeAll wakes every worker that waits or is about to.
func (l *Lot) WakeAll() {
	for l.idle.Load() > 0 {
		l.WakeOne(Any, len(l.wake))
	}
}

func (l *Lot) remove(w int32) {
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
}
