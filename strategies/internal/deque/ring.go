package deque

import "sync/atomic"

// A ring keeps the job at position i in slot i modulo its size, a power of two.
type ring struct {
	// Thieves may read a slot that the owner overwrites, only to find that
	// their claim fails, so both use atomic operations.
	//
	// Note: not a []atomic.Int64, which would make Load pay for an atomic store
	// per job, several times what a plain one costs (BenchmarkLoad).
	slots []int64
}

const minSize = 32

func (r *ring) slot(i int64) *int64    { return &r.slots[i&int64(len(r.slots)-1)] }
func (r *ring) load(i int64) int       { return int(atomic.LoadInt64(r.slot(i))) }
func (r *ring) store(i int64, job int) { atomic.StoreInt64(r.slot(i), int64(job)) }
func (r *ring) place(i int64, job int) { *r.slot(i) = int64(job) } // while nobody else looks

// take copies the jobs at positions [from, end) to dst, the last first.
func (r *ring) take(dst []int, from, end int64) int {
	n := 0
	for i := end - 1; i >= from; i-- {
		dst[n] = r.load(i)
		n++
	}
	return n
}

// reserve makes room for n more jobs at the positions from b on. Thieves may
// still read the ring that it replaces; the garbage collector frees it.
func (d *Deque) reserve(b, n int64) {
	t := d.top.Load()
	old := d.ring.Load()
	size := int64(0)
	if old != nil {
		size = int64(len(old.slots))
	}
	if need := b - t + n; need > size {
		size = max(2*size, minSize)
		for size < need {
			size *= 2
		}
		r := &ring{slots: make([]int64, size)}
		for i := t; i < b; i++ {
			r.place(i, old.load(i))
		}
		d.ring.Store(r)
	}
	d.limit = t + size
}
