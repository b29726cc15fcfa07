package pool

import (
	"sync"
	"sync/atomic"
	"time"
)

// handlerPatience bounds how long a result waits for the handler because its worker
// continues with the next job of the same claim.
//
// Note: calling the handler after each short job is not free: its time must not count for
// the next job, and one more reading of the clock costs a third of a job that does nothing.
// Nor do workers know that a job is short before it has ended.
const handlerPatience = time.Millisecond

// late calls the handler of a stream with results that workers have written but not handed
// over because they continue with the next job of a claim, which may be long. A worker that
// keeps a result back sets it.
type late struct {
	set atomic.Bool // it will ring

	mu      sync.Mutex // guards the following
	timer   *time.Timer
	stopped bool
	ringing sync.WaitGroup
}

// keepBack is called by a worker that keeps a result back.
//
// Note: set is cleared before results are collected. So if it is set after a worker has
// written a result and begun its next job, that result will be collected.
func (s *stream[T, R]) keepBack() {
	l := &s.late
	if l.set.Load() || !l.set.CompareAndSwap(false, true) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return
	}
	l.ringing.Add(1)
	if l.timer == nil {
		l.timer = time.AfterFunc(handlerPatience, s.handleLate)
	} else {
		l.timer.Reset(handlerPatience)
	}
}

// handleLate is called by the timer.
func (s *stream[T, R]) handleLate() {
	defer s.late.ringing.Done()
	s.late.set.Store(false)
	for _, w := range s.members {
		for s.handleLateOf(w) {
		}
	}
}

// handleLateOf calls the handler with results of a worker and reports whether there may be
// more. If another goroutine is calling the handler for that worker, it looks again when it
// is done.
func (s *stream[T, R]) handleLateOf(w *worker[T, R]) (more bool) {
	if !w.handling.tryLock() {
		return false
	}
	defer w.handling.unlock()
	results := w.early(nil)
	s.handleAll(results)
	return len(results) > 0
}

// stop stops the timer, and waits until it no longer rings.
func (l *late) stop() {
	l.mu.Lock()
	l.stopped = true
	if l.timer != nil && l.timer.Stop() {
		l.ringing.Done()
	}
	l.mu.Unlock()
	l.ringing.Wait()
}

// baton is a lock that only its owner waits for; other goroutines only try it. Unlike a
// mutex, it may be held while virtual time passes (see testing/synctest).
type baton struct {
	state atomic.Int32
	free  chan struct{} // nil: the owner has never waited
}

const (
	batonFree = iota
	batonHeld
	batonWanted // held, and the owner waits
)

func (b *baton) tryLock() bool { return b.state.CompareAndSwap(batonFree, batonHeld) }

// lock is called by the owner.
func (b *baton) lock() {
	for !b.tryLock() {
		if b.free == nil {
			b.free = make(chan struct{}, 1)
		}
		if b.state.CompareAndSwap(batonHeld, batonWanted) {
			<-b.free
		}
	}
}

func (b *baton) unlock() {
	if b.state.Swap(batonFree) == batonWanted {
		b.free <- struct{}{}
	}
}
