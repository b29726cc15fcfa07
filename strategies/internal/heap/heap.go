// Package heap is a priority queue of job numbers: a 4-ary min-heap in a slice.
//
// It orders by a key and, where keys are equal, by arrival, so that jobs of one
// level stay first in, first out. Nothing is boxed in an interface, and an
// operation allocates only while the heap grows.
//
// Note: four children instead of two halve the depth, and the four lie side by
// side, so a Pop touches fewer cache lines. See the benchmark for what that and
// the missing interface save against container/heap.
package heap

// A Heap holds job numbers by key. The zero value is empty and ready to use. It
// is not safe for concurrent use.
type Heap struct {
	items []item
	seq   uint64
}

type item struct {
	key   int64
	seq   uint64
	index int
}

const arity = 4

func less(a, b *item) bool {
	return a.key < b.key || a.key == b.key && a.seq < b.seq
}

// Len returns how many job numbers there are.
func (h *Heap) Len() int { return len(h.items) }

// Grow makes room for n more job numbers, so that pushing them allocates
// nothing.
func (h *Heap) Grow(n int) {
	if cap(h.items)-len(h.items) < n {
		h.items = append(make([]item, 0, len(h.items)+n), h.items...)
	}
}

// Reset empties the heap and keeps its memory.
func (h *Heap) Reset() { h.items, h.seq = h.items[:0], 0 }

// Push adds a job number. The smallest key comes out first.
func (h *Heap) Push(key int64, index int) {
	it := item{key, h.seq, index}
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
func (h *Heap) Min() (key int64, index int, ok bool) {
	if len(h.items) == 0 {
		return 0, 0, false
	}
	return h.items[0].key, h.items[0].index, true
}

// Pop takes the job number with the smallest key, among equals the one pushed
// first. It reports false if the heap is empty.
func (h *Heap) Pop() (key int64, index int, ok bool) {
	key, index, ok = h.Min()
	if !ok {
		return 0, 0, false
	}
	n := len(h.items) - 1
	it := h.items[n]
	h.items = h.items[:n]
	if n > 0 {
		h.sink(it)
	}
	return key, index, true
}

// sink puts an item where the root was.
func (h *Heap) sink(it item) {
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
