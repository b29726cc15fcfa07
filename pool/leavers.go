package pool

import (
	"sync"
	"sync/atomic"
)

// leavers are the workers that have left because there was nothing for them to
// do. One of them comes back when another one has claimed several jobs after that.
type leavers struct {
	count atomic.Int32
	mu    sync.Mutex // guards ids
	ids   []int
}

// add has a worker leave.
func (l *leavers) add(id int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids = append(l.ids, id)
	l.count.Store(int32(len(l.ids)))
}

// remove reports whether the worker has left and nobody has called it back, and
// has it stay.
func (l *leavers) remove(id int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.ids {
		if other == id {
			l.ids = append(l.ids[:i], l.ids[i+1:]...)
			l.count.Store(int32(len(l.ids)))
			return true
		}
	}
	return false
}

// last returns the worker that has left last, which is then not one of them any
// more, or none.
func (l *leavers) last() int {
	if l.count.Load() == 0 {
		return none
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.ids)
	if n == 0 {
		return none
	}
	id := l.ids[n-1]
	l.ids = l.ids[:n-1]
	l.count.Store(int32(n - 1))
	return id
}

// leave has a worker leave that has found nothing to do and has handed over all
// that it had. It reports whether there is something to do after all. If not, the
// worker may be back already, in another goroutine: the caller does not touch it.
func (w *worker[T, R]) leave() (stay bool) {
	if !w.allowed() {
		return false
	}
	e, id := w.run, w.id
	e.left.add(id)
	return e.anythingOpen() && e.left.remove(id)
}

// callBack has a worker that has left come back, if there is one.
func (e *run[T, R]) callBack() {
	if id := e.left.last(); id != none {
		e.start(e.crew[id])
	}
}
