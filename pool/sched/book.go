package sched

import (
	"fmt"
	"sync/atomic"
)

// A Book says which jobs of a batch have been handed out. Its methods are safe for
// concurrent use.
type Book struct {
	jobs int
	out  []uint64 // bit i: job i is handed out; set atomically
}

// NewBook returns the book of a batch with so many jobs.
func NewBook(jobs int) *Book { return &Book{jobs: jobs, out: make([]uint64, (jobs+63)/64)} }

// HandOut enters what a queue says that it hands out. It moves to the front of
// ids what may run, and returns how many those are. The error is what is wrong with
// one of the others: there is no such job, or it has been handed out before.
func (b *Book) HandOut(ids []int) (kept int, err error) {
	for i := 0; i < len(ids); {
		if uint(ids[i]) >= uint(b.jobs) {
			err = fmt.Errorf("handed out job %d of %d", ids[i], b.jobs)
			i++
			continue
		}
		// Jobs are marked a word of bits at a time: neighbors, which most
		// queues hand out together, cost one atomic operation.
		word, mask, end := ids[i]>>6, uint64(0), i
		for ; end < len(ids) && ids[end]>>6 == word && ids[end] < b.jobs; end++ {
			bit := uint64(1) << (ids[end] & 63)
			if mask&bit != 0 {
				break // twice in one claim: found below, as a word of its own
			}
			mask |= bit
		}
		old := atomic.OrUint64(&b.out[word], mask)
		for ; i < end; i++ {
			if old>>(ids[i]&63)&1 != 0 {
				err = fmt.Errorf("handed out job %d twice", ids[i])
				continue
			}
			ids[kept] = ids[i]
			kept++
		}
	}
	return kept, err
}

// TakeBack enters that a job which was handed out waits again.
func (b *Book) TakeBack(id int) { atomic.AndUint64(&b.out[id>>6], ^(1 << (id & 63))) }

// IsOut reports whether a job is handed out.
func (b *Book) IsOut(id int) bool { return atomic.LoadUint64(&b.out[id>>6])>>(id&63)&1 != 0 }
