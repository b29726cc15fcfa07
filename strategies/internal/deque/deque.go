// Package deque is the work-stealing deque of Chase and Lev, for job numbers.
//
// One goroutine at a time owns a deque. It pushes and pops at the bottom, last
// in, first out, and takes no lock to do so. Any number of thieves steal from
// the top, where the oldest jobs are. Owner and thieves meet only over the last
// job, and there a compare-and-swap decides.
//
// Stealing has three outcomes: [Success], [Empty], and [Retry] when another
// took the job first. Retry is a value, not a sleep: the thief decides whether
// to try again here or to go to the next victim.
//
// Sources: Chase and Lev, Dynamic Circular Work-Stealing Deque, SPAA 2005; Lê,
// Pop, Cohen and Zappa Nardelli, Correct and Efficient Work-Stealing for Weak
// Memory Models, PPoPP 2013. The words are those of crossbeam-deque.
package deque

import "sync/atomic"

// A Deque holds job numbers. The zero value is empty and ready to use. It must
// not be copied.
//
// Push, Load, Pop and PopN are for the owner, Steal and Len for anybody. The
// owner may change, if something orders the last operation of the old before
// the first of the new.
type Deque struct {
	// top is the position of the oldest job. It only grows, so that a
	// compare-and-swap on it cannot mistake one job for another.
	top atomic.Int64
	_   [apart - 8]byte

	// bottom is the position after the newest job. Only the owner writes it.
	// Less than top is possible for the moment of a Pop and means empty.
	bottom atomic.Int64
	ring   atomic.Pointer[ring]

	// limit is the position at which the owner must look for room: a top it
	// once saw, plus the size of the ring. Top is a cache line that thieves
	// write, so pushing avoids reading it.
	limit int64
	_     [apart - 24]byte
}

// apart keeps what thieves write from what the owner writes, and neighbours in
// a slice from each other: two cache lines of 64 bytes, since processors fetch
// them in pairs.
const apart = 128

// A Result is what came of an attempt to steal.
type Result int8

const (
	Empty   Result = iota // nothing was there
	Success               // a job was taken
	Retry                 // another took the job first; there may be more
)

func (r Result) String() string {
	switch r {
	case Empty:
		return "empty"
	case Success:
		return "success"
	case Retry:
		return "retry"
	}
	return "invalid"
}

// Push places a job at the bottom.
func (d *Deque) Push(job int) {
	b := d.bottom.Load()
	if b >= d.limit {
		d.reserve(b, 1)
	}
	d.ring.Load().store(b, job)
	d.bottom.Store(b + 1)
}

// Load pushes n jobs: first, first+step, first+2·step and so on. It is how a
// batch is dealt out: it costs about as much as filling a slice.
//
// Unlike Push it must not run concurrently with Steal. Load panics if n is
// negative.
func (d *Deque) Load(first, step, n int) {
	if n < 0 {
		panic("deque: Load of a negative number of jobs")
	}
	b := d.bottom.Load()
	if b+int64(n) > d.limit {
		d.reserve(b, int64(n))
	}
	r := d.ring.Load()
	for i := range n {
		r.place(b+int64(i), first+i*step)
	}
	d.bottom.Store(b + int64(n))
}

// Pop takes the job at the bottom. It reports false if there is none.
func (d *Deque) Pop() (job int, ok bool) {
	b := d.bottom.Load() - 1
	// Announce first, look second: a thief who looks at bottom from now on
	// leaves the job alone, so only one who had looked already can want it too.
	d.bottom.Store(b)
	t := d.top.Load()
	if t < b {
		return d.ring.Load().load(b), true
	}
	// At most this one job is left, so such a thief would be after it.
	if t == b && d.top.CompareAndSwap(t, t+1) {
		job, ok = d.ring.Load().load(b), true
	}
	// The deque is empty, whoever won, and stays so with bottom where it was.
	d.bottom.Store(b + 1)
	return job, ok
}

// PopN takes up to len(dst) jobs, in the order in which Pop would, and returns
// how many. It is cheaper than that many Pops. Thieves cannot take them back, so
// it pays for jobs that are short.
func (d *Deque) PopN(dst []int) int {
	if len(dst) == 0 {
		return 0
	}
	end := d.bottom.Load()
	b := end - int64(len(dst))
	d.bottom.Store(b)
	t := d.top.Load()
	if t < b {
		// Thieves who looked before are all after the job at t, which is not
		// among these: one who wants t+1 has read top after us, and bottom
		// after that.
		return d.ring.Load().take(dst, b, end)
	}
	// Only the job at t is in doubt. Thieves who look now see bottom at or
	// below top, hence nothing.
	from := t
	if t < end {
		if !d.top.CompareAndSwap(t, t+1) {
			from = t + 1
		}
		t++
	}
	n := d.ring.Load().take(dst, from, end)
	d.bottom.Store(t) // equal to top: empty
	return n
}

// Steal takes the job at the top. The job counts only if the result is Success.
//
// Note: it takes one job, never half of them. The owner pops without asking all
// but the oldest, so a thief who claims several with one compare-and-swap may
// claim what the owner has popped already.
func (d *Deque) Steal() (job int, result Result) {
	// In this order: see Pop.
	t := d.top.Load()
	if t >= d.bottom.Load() {
		return 0, Empty
	}
	// Read before the claim: once it is made the owner may reuse the slot.
	job = d.ring.Load().load(t)
	if !d.top.CompareAndSwap(t, t+1) {
		return 0, Retry
	}
	return job, Success
}

// Len returns how many jobs there are. While others take or push it is only
// near the truth; it is never negative.
func (d *Deque) Len() int {
	t := d.top.Load()
	return int(max(0, d.bottom.Load()-t))
}
