package virtual

import (
	"math/bits"

	"github.com/go-foundations/poolbench/pool/sched"
)

// A claim is several jobs that a worker has claimed at once.
type claim struct {
	begun sched.Claim
	ids   []int   // as Pop has written them
	jobs  []int32 // their numbers
}

// claims records which workers have claims of which others can take a part.
type claims struct {
	bits []uint64 // by worker; nil: none ever has
	open int      // how many bits are set
}

func newClaims(workers int) claims { return claims{bits: make([]uint64, (workers+63)/64)} }

func (c *claims) set(worker int, open bool) {
	word, bit := &c.bits[worker>>6], uint64(1)<<(worker&63)
	switch {
	case open && *word&bit == 0:
		*word |= bit
		c.open++
	case !open && *word&bit != 0:
		*word &^= bit
		c.open--
	}
}

// after returns the first worker after this one that has such a claim, in turn.
func (c *claims) after(worker int) int {
	i := worker + 1
	if i>>6 == len(c.bits) {
		i = 0
	}
	// The first word twice: its lower bits come last.
	word := c.bits[i>>6] >> (i & 63) << (i & 63)
	for at := i >> 6; ; {
		if word != 0 {
			return at<<6 + bits.TrailingZeros64(word)
		}
		if at++; at == len(c.bits) {
			at = 0
		}
		word = c.bits[at]
	}
}
