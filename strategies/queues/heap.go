package queues

import "iter"

// A Heap holds values by key, of which the least comes out first, and among equals the
// one that was pushed first: jobs of one level stay first in, first out. The zero value
// is empty and ready to use. An operation allocates only while the heap grows.
//
// Note: four children instead of two halve the depth, and the four lie side by side, so
// a Pop touches fewer cache lines. BenchmarkContainerHeap has what that and the missing
// interface save.
type Heap[T any] struct {
	items []item[T]
	seq   uint64
}

type item[T any] struct {
	key   int64
	seq   uint64
	value T
}

const arity = 4

func less[T any](a, b *item[T]) bool {
	return a.key < b.key || a.key == b.key && a.seq < b.seq
}

// Len returns how many values there are.
func (h *Heap[T]) Len() int { return len(h.items) }

// Grow makes room for n more values, so that pushing them allocates nothing.
func (h *Heap[T]) Grow(n int) {
	if cap(h.items)-len(h.items) < n {
		h.items = append(make([]item[T], 0, len(h.items)+n), h.items...)
	}
}

// Reset empties the heap and keeps its memory.
func (h *Heap[T]) Reset() {
	clear(h.items)
	h.items, h.seq = h.items[:0], 0
}

// Push adds a value.
func (h *Heap[T]) Push(key int64, value T) {
	it := item[T]{key, h.seq, value}
	h.seq++
	h.items = append(h.items, it)
	s := h.items
	i := len(s) - 1
	for i > 0 {
		parent := (i - 1) / arity
		if !less(&it, &s[parent]) {
			break
		}
		s[i] = s[parent]
		i = parent
	}
	s[i] = it
}

// Min returns what Pop would, and leaves it there.
func (h *Heap[T]) Min() (key int64, value T, ok bool) {
	if len(h.items) == 0 {
		return 0, value, false
	}
	return h.items[0].key, h.items[0].value, true
}

// Pop takes the value with the least key. It reports false if the heap is empty.
func (h *Heap[T]) Pop() (key int64, value T, ok bool) {
	key, value, ok = h.Min()
	if !ok {
		return 0, value, false
	}
	n := len(h.items) - 1
	it := h.items[n]
	h.items[n] = item[T]{} // let go of what it refers to
	h.items = h.items[:n]
	if n > 0 {
		h.sink(it)
	}
	return key, value, true
}

// All returns the keys and values, in no particular order.
func (h *Heap[T]) All() iter.Seq2[int64, T] {
	return func(yield func(int64, T) bool) {
		for i := range h.items {
			if !yield(h.items[i].key, h.items[i].value) {
				return
			}
		}
	}
}

// sink puts an item where the root was.
func (h *Heap[T]) sink(it item[T]) {
	s := h.items
	i := 0
	for {
		child := arity*i + 1
		if child >= len(s) {
			break
		}
		least := child
		for c := child + 1; c < min(child+arity, len(s)); c++ {
			if less(&s[c], &s[least]) {
				least = c
			}
		}
		if !less(&s[least], &it) {
			break
		}
		s[i] = s[least]
		i = least
	}
	s[i] = it
}
