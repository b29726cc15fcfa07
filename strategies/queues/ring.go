package queues

// A Ring is a queue of values, first in, first out, that grows as it needs. The zero
// value is empty and ready to use.
type Ring[T any] struct {
	slots   []T // the length is a power of two, or zero
	head, n int
}

// Len returns how many values there are.
func (r *Ring[T]) Len() int { return r.n }

// Push adds a value at the end.
func (r *Ring[T]) Push(value T) {
	if r.n == len(r.slots) {
		r.grow()
	}
	r.slots[(r.head+r.n)&(len(r.slots)-1)] = value
	r.n++
}

// First returns what Pop would, and leaves it there.
func (r *Ring[T]) First() (value T, ok bool) {
	if r.n == 0 {
		return value, false
	}
	return r.slots[r.head], true
}

// Pop takes the value at the front. It reports false if the ring is empty.
func (r *Ring[T]) Pop() (value T, ok bool) {
	if value, ok = r.First(); !ok {
		return value, false
	}
	var zero T
	r.slots[r.head] = zero // let go of what it refers to
	r.head = (r.head + 1) & (len(r.slots) - 1)
	r.n--
	return value, true
}

// PopLast takes the value at the end, which was pushed last. It reports false if the
// ring is empty.
func (r *Ring[T]) PopLast() (value T, ok bool) {
	if r.n == 0 {
		return value, false
	}
	r.n--
	last := &r.slots[(r.head+r.n)&(len(r.slots)-1)]
	value = *last
	var zero T
	*last = zero
	return value, true
}

// Take takes up to len(dst) values from the front, and returns how many.
func (r *Ring[T]) Take(dst []T) int {
	k := min(len(dst), r.n)
	for i := range k {
		dst[i], _ = r.Pop()
	}
	return k
}

func (r *Ring[T]) grow() {
	slots := make([]T, max(8, 2*len(r.slots)))
	n := copy(slots, r.slots[r.head:])
	copy(slots[n:], r.slots[:r.head])
	r.slots, r.head = slots, 0
}
