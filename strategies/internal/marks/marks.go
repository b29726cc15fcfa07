// Package marks is a set of small numbers that tells the next member after any
// number at the cost of a few words, however many numbers there are.
//
// It is a tree of words of 64 bits. A bit of the lowest level is a number; a bit
// above says that the word below it is not zero. 64 numbers need one word, 4,096
// need two levels, and 262,144 three.
//
// Any number of goroutines may use a set at once, without locks. A typical use
// is to mark what holds something: whoever fills it calls Add afterwards, and who
// finds it empty calls Remove, looks once more, and calls Add if it has been
// filled meanwhile. Then everything that is filled is marked as soon as nobody is
// between Remove and that second look.
package marks

import (
	"math/bits"
	"sync/atomic"
)

// A Set is a set of the numbers [0, n). It must not be copied.
type Set struct {
	levels [][]atomic.Uint64 // the last one is a single word
}

// New returns an empty set of the numbers [0, n). It panics if n is not positive.
func New(n int) *Set {
	if n <= 0 {
		panic("marks: New of no numbers")
	}
	s := &Set{}
	for {
		n = (n + 63) / 64
		s.levels = append(s.levels, make([]atomic.Uint64, n))
		if n == 1 {
			return s
		}
	}
}

// Add adds a number.
func (s *Set) Add(i int) { s.mark(0, i) }

// mark sets the bit i of a level, and those above it.
//
// Note: it looks at all levels even if the first bit is set: whoever set that one
// may not have come to the next yet. It writes only bits that are not set, since
// these are words that others read.
func (s *Set) mark(level, i int) {
	for ; level < len(s.levels); level++ {
		word, bit := &s.levels[level][i/64], uint64(1)<<(i%64)
		if word.Load()&bit == 0 {
			word.Or(bit)
		}
		i /= 64
	}
}

// Remove removes a number.
func (s *Set) Remove(i int) {
	for level := range s.levels {
		word, bit := &s.levels[level][i/64], uint64(1)<<(i%64)
		rest := word.And(^bit) &^ bit
		if level > 0 && s.levels[level-1][i].Load() != 0 {
			s.mark(level, i) // somebody has added a number below, and may have seen the bit
			return
		}
		if rest != 0 {
			return
		}
		i /= 64
	}
}

// Next returns the least number of the set that is at least from. It may miss a
// number while it is being added, and while another one is being removed.
func (s *Set) Next(from int) (i int, ok bool) {
	for level := 0; level < len(s.levels); {
		at := from / 64
		if at >= len(s.levels[level]) {
			return 0, false
		}
		word := s.levels[level][at].Load() >> (from % 64) << (from % 64)
		switch {
		case word == 0: // to the right of the word above
			level, from = level+1, at+1
		case level == 0:
			return at*64 + bits.TrailingZeros64(word), true
		default:
			level, from = level-1, (at*64+bits.TrailingZeros64(word))*64
		}
	}
	return 0, false
}
