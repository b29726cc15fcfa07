package joblog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// sampleParts is the most stretches of a sample. It has more than half as many.
const sampleParts = 32

// A sample keeps rows of a log that is read only once: all of them while there is room,
// then stretches of consecutive rows, because single rows would not queue as they did.
type sample struct {
	rows   []Job
	n      int // rows seen
	size   int // of a stretch; 0: everything is kept
	stride int // every so many stretches one is kept

	whole *whole // the times of all rows, once not all are kept; nil: are not wanted
}

// manyRows are so many that copying them takes noticeable time and memory.
const manyRows = 1 << 16

func newSample(most int) *sample {
	s := &sample{stride: 1}
	if most > 0 {
		s.size = max(1, most/sampleParts)
	}
	return s
}

func (s *sample) add(r Job) {
	if s.size == 0 || s.n/s.size%s.stride == 0 {
		if n := len(s.rows); s.size > 0 && n >= manyRows && n == cap(s.rows) {
			s.rows = slices.Grow(s.rows, min(4*n, sampleParts*s.size+1)-n) // append would copy many times
		}
		s.rows = append(s.rows, r)
	}
	s.n++
	if s.whole != nil && s.whole.n > 0 {
		s.whole.add(r)
	}
	if s.size == 0 || len(s.rows) <= sampleParts*s.size {
		return
	}
	if s.whole != nil && s.whole.n == 0 {
		for _, row := range s.rows {
			s.whole.add(row)
		}
	}
	// No room for the row: drop every second stretch.
	kept := s.rows[:0]
	for i := 0; i < len(s.rows); i += 2 * s.size {
		kept = append(kept, s.rows[i:min(i+s.size, len(s.rows))]...)
	}
	clear(s.rows[len(kept):]) // keys
	s.rows = kept
	s.stride *= 2
}

// join joins the stretches without the time between them, and returns a note about that.
func (s *sample) join(arrivals bool) (string, error) {
	parts := slices.Collect(slices.Chunk(s.rows, s.size))
	note := fmt.Sprintf("%d stretches of %d jobs, evenly spread over the log, represent all %d", len(parts), s.size, s.n)
	if !arrivals {
		return note, nil
	}
	byArrival := func(a, b Job) int { return cmp.Compare(a.Arrival, b.Arrival) }
	mixed := 0
	end := time.Duration(0)
	for i, part := range parts {
		slices.SortStableFunc(part, byArrival)
		first, last := part[0].Arrival, part[len(part)-1].Arrival
		// A log in the order of completion is slightly out of order, which does no harm.
		if i > 0 && end-first > (last-first)/2 {
			mixed++
		}
		end = last
	}
	if mixed > len(parts)/4 {
		return "", errors.New("is not sorted by arrival, and too long to sort in memory: sort it first")
	}
	at := time.Duration(0)
	for _, part := range parts {
		first, last := part[0].Arrival, part[len(part)-1].Arrival
		for i := range part {
			part[i].Arrival += at - first
		}
		at += last - first + (last-first)/time.Duration(max(1, len(part)-1))
	}
	return note + "; the time between them is left out", nil
}
