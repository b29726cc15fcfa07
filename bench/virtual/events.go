package virtual

import "time"

// An event is the instant at which a worker goes on. Events of the same instant are in the
// order of the seeds of their jobs, which are distinct.
type event struct {
	at  int64  // nanoseconds since the run began
	key uint64 // seed<<32 | worker
}

func (e event) worker() int { return int(uint32(e.key)) }

func (e event) before(o event) bool { return e.at < o.at || e.at == o.at && e.key < o.key }

// events holds future events, in a 4-ary heap whose root is at firstEvent, so that the
// four children of an event are on one cache line.
//
// Most workers that go on wait again at once: the root stays empty after an event was
// taken, until the next is pushed.
type events struct {
	heap  []event
	taken bool // the root was taken and is not yet replaced
}

const firstEvent = 3

func newEvents(workers int) events {
	return events{heap: make([]event, firstEvent, firstEvent+min(workers, 1<<20)+1)}
}

// next returns the time of the first event.
func (h *events) next() (at time.Duration, ok bool) {
	if h.taken {
		h.taken = false
		last := len(h.heap) - 1
		e := h.heap[last]
		if h.heap = h.heap[:last]; last > firstEvent {
			h.sink(e)
		}
	}
	if len(h.heap) == firstEvent {
		return 0, false
	}
	return time.Duration(h.heap[firstEvent].at), true
}

// take takes the first event, whose time next returned.
func (h *events) take() event {
	h.taken = true
	return h.heap[firstEvent]
}

// push adds an event.
func (h *events) push(e event) {
	if h.taken {
		h.taken = false
		h.sink(e)
		return
	}
	h.heap = append(h.heap, e)
	i := len(h.heap) - 1
	for i > firstEvent {
		up := (i-4)/4 + firstEvent
		if !e.before(h.heap[up]) {
			break
		}
		h.heap[i] = h.heap[up]
		i = up
	}
	h.heap[i] = e
}

// sink puts an event in the place of the root.
func (h *events) sink(e event) {
	heap, i := h.heap, firstEvent
	for {
		child := 4*i - 8
		if child >= len(heap) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(heap)); c++ {
			if heap[c].before(heap[least]) {
				least = c
			}
		}
		if !heap[least].before(e) {
			break
		}
		heap[i] = heap[least]
		i = least
	}
	heap[i] = e
}
