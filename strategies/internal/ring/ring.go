// Package ring is a growable first-in, first-out queue of job numbers.
package ring

// A Ring is a queue of job numbers. The zero value is empty and ready to use.
// It is not safe for concurrent use.
type Ring struct {
	slots   []int32 // the length is a power of two, or zero
	head, n int
}

// Len returns how many job numbers there are.
func (r *Ring) Len() int { return r.n }

// Push adds a job number at the end.
func (r *Ring) Push(job int) {
	if r.n == len(r.slots) {
		r.grow()
	}
	r.slots[(r.head+r.n)&(len(r.slots)-1)] = int32(job)
	r.n++
}

// Pop takes up to len(dst) job numbers from the front, and returns how many.
func (r *Ring) Pop(dst []int) int {
	k := min(len(dst), r.n)
	for i := range k {
		dst[i] = int(r.slots[r.head])
		r.head = (r.head + 1) & (len(r.slots) - 1)
	}
	r.n -= k
	return k
}

func (r *Ring) grow() {
	slots := make([]int32, max(8, 2*len(r.slots)))
	n := copy(slots, r.slots[r.head:])
	copy(slots[n:], r.slots[:r.head])
	r.slots, r.head = slots, 0
}
