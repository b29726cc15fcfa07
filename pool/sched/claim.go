package sched

import "sync/atomic"

// A Claim says who begins which of the jobs that a worker, its owner, has claimed
// at once. The owner begins one after the other; others may take over those that it
// has not begun. Positions [next, end) are not begun.
//
// The owner begins a job by adding to next, and whoever takes some over lowers end:
// both change one word, so each position is begun once.
//
// Note: that is an atomic addition for each job of a claim, 4 ns, on a line that
// hardly anybody else looks at. A plain store would need a fence just as well: the
// owner has to publish where it is before it looks whether somebody came.
type Claim struct {
	state atomic.Uint64 // end<<32 | next
}

// Open makes this a claim of n jobs, of which the owner has begun the first. No
// job of an earlier use is left.
func (c *Claim) Open(n int) { c.state.Store(uint64(n)<<32 | 1) }

// Begin begins the owner's next job. It returns how many of the claim's jobs are
// the owner's: if the next one's position is not below that, nothing is left. last
// reports whether it was the last that others could have taken over.
func (c *Claim) Begin() (end int, last bool) {
	state := c.state.Add(1)
	end = int(state >> 32)
	return end, int(uint32(state)) == end
}

// TakeOver takes over half of the jobs that are not begun, the last ones. It
// returns their positions [from, to); there may be none. last reports whether none is
// left that others could take over.
func (c *Claim) TakeOver() (from, to int, last bool) {
	for {
		state := c.state.Load()
		next, end := int(uint32(state)), int(state>>32)
		if next >= end {
			return end, end, false
		}
		middle := end - (end-next+1)/2
		if c.state.CompareAndSwap(state, uint64(middle)<<32|uint64(next)) {
			return middle, end, middle == next
		}
	}
}

// Any reports whether TakeOver would find something.
func (c *Claim) Any() bool {
	state := c.state.Load()
	return uint32(state) < uint32(state>>32)
}

// Ended returns how many jobs the owner has ended: it has begun a later one, or all
// others were taken over.
func (c *Claim) Ended() int {
	state := c.state.Load()
	return min(int(uint32(state))-1, int(state>>32))
}
