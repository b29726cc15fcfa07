package pool

import (
	"sync"
	"sync/atomic"
)

// lot is where the idle workers of a stream are parked. The last to come is
// the first to be woken: its caches are warmest.
//
// A worker that found nothing parks in three steps, so that no job slips
// between: it announces itself, looks once more, and only then waits. Who
// brings a job looks for announced workers after having placed it.
//
// A wake for AnyWorker stands for a job that any worker can take. Who gets it
// and takes another job instead passes it on: it was perhaps the only one told.
type lot struct {
	idle  atomic.Int32 // announced workers
	mu    sync.Mutex
	first int32       // the last worker announced; none: -1
	next  []int32     // links of a list through all announced workers, by worker
	prev  []int32     // notAnnounced: not in the list
	wake  []chan bool // true: for a job that any worker can take
}

const (
	none         = -1
	notAnnounced = -2
)

func newLot(workers int) *lot {
	l := &lot{
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

// announce says that the worker is about to wait.
func (l *lot) announce(w int) {
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
func (l *lot) retract(w int) (forAny bool) {
	l.mu.Lock()
	gone := l.prev[w] == notAnnounced
	if !gone {
		l.remove(int32(w))
	}
	l.mu.Unlock()
	return gone && <-l.wake[w]
}

// wait waits until the worker, which has announced itself, is woken. It reports
// whether that is for a job that any worker can take.
func (l *lot) wait(w int) (forAny bool) { return <-l.wake[w] }

// wakeOne wakes the worker if it waits or is about to; for AnyWorker any such
// worker below limit.
func (l *lot) wakeOne(worker, limit int) {
	if l.idle.Load() == 0 {
		return
	}
	l.mu.Lock()
	w := int32(worker)
	if worker == AnyWorker {
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
		l.wake[w] <- worker == AnyWorker
	}
}

// wakeAll wakes every worker that waits or is about to.
func (l *lot) wakeAll() {
	for l.idle.Load() > 0 {
		l.wakeOne(AnyWorker, len(l.wake))
	}
}

func (l *lot) remove(w int32) {
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
