package sched

import "sync/atomic"

// A Claim says who begins which of the jobs that a worker, its owner, has claimed
// at once, and who hands over which of their results. The owner begins one job after the
// other; others may take over those that it has not begun, and a reader may take the results
// of those that have ended. Positions [next, end) are not begun; results below handed are
// handed over.
//
// The owner begins a job by adding to next, and whoever takes some over lowers end:
// both change one word, so each position is begun once. Whoever hands results over raises
// handed in the same word, so each is handed over once.
//
// Note: that is an atomic addition for each job of a claim, 4 ns, on a line that
// hardly anybody else looks at. A plain store would need a fence just as well: the
// owner has to publish where it is before it looks whether somebody came.
//
// Note: a lock around the results took their owner two more pairs of atomic operations for
// each claim.
type Claim struct {
	state atomic.Uint64 // end<<32 | taking | handed<<16 | next
}

// taking is set while a reader takes results.
const taking = 1 << 31

// MaxOpen is how many jobs a Claim can have.
const MaxOpen = 1<<15 - 1

func nextOf(state uint64) int   { return int(uint16(state)) }
func handedOf(state uint64) int { return int(state >> 16 & MaxOpen) }
func endOf(state uint64) int    { return int(state >> 32) }

// endedOf returns how many jobs the owner has ended for certain: it has begun a later one, or
// all others were taken over.
func endedOf(state uint64) int { return min(nextOf(state)-1, endOf(state)) }

// Open makes this a claim of n jobs, of which the owner has begun the first. All results of
// an earlier use are handed over.
func (c *Claim) Open(n int) { c.state.Store(uint64(n)<<32 | 1) }

// Begin begins the owner's next job. It returns how many of the claim's jobs are
// the owner's: if the next one's position is not below that, nothing is left. last
// reports whether it was the last that others could have taken over.
func (c *Claim) Begin() (end int, last bool) {
	state := c.state.Add(1)
	return endOf(state), nextOf(state) == endOf(state)
}

// TakeOver takes over half of the jobs that are not begun, the last ones. It
// returns their positions [from, to); there may be none. last reports whether none is
// left that others could take over.
func (c *Claim) TakeOver() (from, to int, last bool) {
	for {
		state := c.state.Load()
		next, end := nextOf(state), endOf(state)
		if next >= end {
			return end, end, false
		}
		middle := end - (end-next+1)/2
		if c.state.CompareAndSwap(state, state-uint64(end-middle)<<32) {
			return middle, end, middle == next
		}
	}
}

// Any reports whether TakeOver would find something.
func (c *Claim) Any() bool {
	state := c.state.Load()
	return nextOf(state) < endOf(state)
}

// HandOver hands the results of the first n jobs over, for the owner, to which the memory
// belongs from now on. It returns how many were handed over before. It fails while a reader
// takes some: then the owner waits for that, and tries again.
func (c *Claim) HandOver(n int) (from int, ok bool) {
	for {
		state := c.state.Load()
		switch from = handedOf(state); {
		case state&taking != 0:
			return 0, false
		case from == n:
			return n, true
		case c.state.CompareAndSwap(state, state+uint64(n-from)<<16):
			return from, true
		}
	}
}

// Take begins to take the results of jobs that have ended, for a reader: those of positions
// [from, to). If there are any, the reader calls Taken when it has copied them. There may be
// none, also because another reader takes some.
func (c *Claim) Take() (from, to int) {
	for {
		state := c.state.Load()
		from, to = handedOf(state), endedOf(state)
		if from >= to || state&taking != 0 {
			return 0, 0
		}
		if c.state.CompareAndSwap(state, state|taking) {
			return from, to
		}
	}
}

// Taken ends what Take has begun: the results of [from, to) are handed over.
func (c *Claim) Taken(from, to int) { c.state.Add(uint64(to-from)<<16 - taking) }
