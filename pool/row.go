package pool

// A row holds values, first in, first out, in memory that it uses again. The zero value is
// empty.
type row[T any] struct {
	values []T // those before first are zero
	first  int
}

func (r *row[T]) len() int { return len(r.values) - r.first }

func (r *row[T]) push(value T) {
	if r.first > 0 && len(r.values) == cap(r.values) {
		n := copy(r.values, r.values[r.first:])
		clear(r.values[n:])
		r.values, r.first = r.values[:n], 0
	}
	r.values = append(r.values, value)
}

// pop takes the first value. There must be one.
func (r *row[T]) pop() T {
	var zero T
	value := r.values[r.first]
	r.values[r.first] = zero // release what it refers to
	if r.first++; r.first == len(r.values) {
		r.values, r.first = r.values[:0], 0
	}
	return value
}
