package pool

import (
	"sync"
	"sync/atomic"
)

// seats bounds how many workers take and run jobs at once. A worker takes a seat before it
// looks for a job, and keeps it until it finds no job or others wait for a seat.
type seats struct {
	pressed atomic.Bool // workers with a seat must give it up before they take another job

	mu     sync.Mutex // guards the following
	bound  bound
	taken  int
	line   row[chan struct{}] // workers that wait, in order
	lifted bool               // the run has ended: there is no bound
}

// bound limits how many workers may take jobs.
type bound struct {
	size   int
	paused bool // no worker may
}

func (s *seats) placesLocked() int {
	if s.bound.paused {
		return 0
	}
	return s.bound.size
}

// unpaused is like places, but for a paused run it returns the number of places after Resume.
func (e *run[T, R]) unpaused() int {
	s := e.seats
	if s == nil {
		return e.size
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return min(s.bound.size, e.size)
}

// places returns how many workers may take jobs.
func (s *seats) places() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.placesLocked()
}

// take takes a seat if one is free; otherwise it puts the worker in line, to wait for a send.
func (s *seats) take(worker chan struct{}) (seated bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lifted || s.line.len() == 0 && s.taken < s.placesLocked() {
		s.taken++
		return true
	}
	s.line.push(worker)
	s.pressed.Store(true)
	return false
}

// leave gives up a seat.
func (s *seats) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	s.seatLocked()
}

// set sets the bound.
func (s *seats) set(b bound) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bound = b
	s.seatLocked()
}

// lift removes the bound at the end of the run, so that waiting workers see that end.
func (s *seats) lift() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lifted = true
	s.seatLocked()
}

// seatLocked gives free seats to waiting workers.
func (s *seats) seatLocked() {
	for s.line.len() > 0 && (s.lifted || s.taken < s.placesLocked()) {
		s.taken++
		s.line.pop() <- struct{}{} // has room: a worker stands in line once
	}
	s.pressed.Store(!s.lifted && (s.line.len() > 0 || s.taken > s.placesLocked()))
}

// sit takes a seat for the worker, and waits for one if necessary.
func (w *worker[T, R]) sit(s *seats) {
	if w.seated {
		if !s.pressed.Load() {
			return
		}
		w.standUp()
	}
	if w.turn == nil {
		w.turn = make(chan struct{}, 1)
	}
	w.seated = s.take(w.turn)
	w.awaitsSeat = !w.seated
	w.awaitSeat()
}

// awaitSeat waits for the seat that the worker stands in line for.
func (w *worker[T, R]) awaitSeat() {
	if !w.awaitsSeat {
		return
	}
	w.run.sink.flush(w)
	w.stale = true
	<-w.turn
	w.awaitsSeat, w.seated = false, true
}

// standUp gives up the worker's seat, if it has one.
func (w *worker[T, R]) standUp() {
	if w.seated {
		w.seated = false
		w.run.seats.leave()
	}
}

// bind bounds how many workers of the run take jobs from now on.
func (e *run[T, R]) bind(b bound) {
	e.seats.set(b)
	e.lot.WakeAll() // workers that may take jobs now and could not before
}

// places returns how many workers may take jobs at once, regardless of how many there are.
func (e *run[T, R]) places() int {
	if e.seats != nil {
		return min(e.seats.places(), e.size)
	}
	return e.size
}
