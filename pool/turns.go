package pool

import "sync/atomic"

// turns is the shared queue of a stream. The intake's slots are used in turn, so the waiting
// jobs form a ring in the order in which they leave, and neither a queue of slots nor a list
// of free ones is needed. It has no lock of its own: there is one producer, which holds the
// intake's lock, and many consumers.
type turns struct {
	workers int64
	_       [64]byte
	tail    atomic.Int64 // how many jobs have come; only pushLocked writes it
	_       [64]byte
	head    atomic.Int64 // how many jobs have left
	_       [64]byte

	next int // the slot of the next job; guarded by the intake's lock
	room int // how many slots from there on are known to be free; guarded likewise
}

// pushLocked appends the job in the slot that nextSlotLocked returned.
func (t *turns) pushLocked() { t.tail.Store(t.tail.Load() + 1) }

// take claims at most so many waiting jobs, and leaves the other workers their share. It
// returns how many it claimed, and how many had left before.
func (t *turns) take(most int) (n int, before int64) {
	for {
		head := t.head.Load()
		waiting := t.tail.Load() - head
		if waiting <= 0 {
			return 0, 0
		}
		k := min(int64(most), (waiting+t.workers-1)/t.workers)
		if t.head.CompareAndSwap(head, head+k) {
			return int(k), head
		}
	}
}

// takeTurn fills the claim with slot numbers and returns how many there are.
func (in *intake[T]) takeTurn(claim []int) int {
	n, before := in.turns.take(len(claim))
	if n == 0 {
		return 0
	}
	i := int(before % int64(len(in.slots)))
	for k := range n {
		claim[k] = i
		if i++; i == len(in.slots) {
			i = 0
		}
	}
	return n
}

// nextSlotLocked returns the slot whose turn it is, if it is free.
func (in *intake[T]) nextSlotLocked() (int, bool) {
	t := in.turns
	i := t.next
	if t.room == 0 {
		left := in.slots[i].left.Load()
		if left == 0 {
			return 0, false
		}
		in.slots[i].left.Store(0)
		t.room = int(left)
	}
	t.room--
	if t.next++; t.next == len(in.slots) {
		t.next = 0
	}
	return i, true
}

// releaseTurn frees the slots of one claim.
//
// Note: claims may be released in a different order than they were made. The producer sees
// the slots of the later claim when it reaches them.
func (in *intake[T]) releaseTurn(slots []int) {
	for _, i := range slots {
		in.slots[i].entry.job = Job[T]{} // release what it refers to
	}
	in.slots[slots[0]].left.Store(int32(len(slots)))
}
