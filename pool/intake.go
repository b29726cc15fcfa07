package pool

import (
	"container/list"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// intake is where the jobs of a stream wait: a fixed number of numbered slots. The queue
// orders the numbers. A worker that takes a job frees its slot without a lock. A Submit
// that finds no slot waits in line, and a worker that frees a slot lets in the first in line.
type intake[T any] struct {
	slots     []slot[T]
	turns     *turns       // if the slots are used in turn; else nil
	next      []int32      // links of the list of freed slots
	inLine    atomic.Int32 // length of line
	shortJobs atomic.Bool  // jobs are short: yield for a while before parking
	_         [64]byte     // padding: what follows is written often, what precedes is read often
	freed     atomic.Int32 // head of the list, which workers write; -1: empty
	_         [64]byte

	mu      sync.Mutex // guards the following, writes to slots, and turns.pushLocked
	free    []int32    // slots to use next
	seq     uint64     // of the next job that is accepted
	fresh   int        // slots never used yet: [fresh, len(slots))
	line    list.List
	overdue row[entry[T]] // jobs that came back and found no slot: they get the next ones
	inside  int           // workers whose jobs have a Submit in line
	spare   []*entrant[T] // for reuse
	closed  error         // why nothing more is accepted
	_       [64]byte
}

// none stands for no slot and no worker.
const none = -1

// slot is a place for a waiting job.
type slot[T any] struct {
	entry entry[T]
	taken atomic.Bool  // a job waits here; unused where slots are used in turn
	left  atomic.Int32 // where they are: how many slots from here on are free again
}

// entry is a job that was accepted.
type entry[T any] struct {
	job      Job[T]
	released time.Duration // since the run began
	asked    bool          // a Do waits for the result
	seq      uint64        // how many jobs were accepted before; in a batch, which copies no jobs, its number
}

// entrant is a Submit that waits for a slot.
type entrant[T any] struct {
	entry    entry[T]
	in       chan error // nil: the job is in a slot
	line     *list.Element
	accepted func(seq uint64) // called with the lock held; may be nil
	from     *int             // the number of entrants of the worker whose job submits; nil: submitted from outside
}

func (s *stream[T, R]) initIntake(size int) {
	s.intake.slots = make([]slot[T], size)
	s.intake.next = make([]int32, size)
	s.intake.freed.Store(none)
}

// freeSlotLocked returns a free slot, if there is one.
func (in *intake[T]) freeSlotLocked() (int, bool) {
	if in.turns != nil {
		return in.nextSlotLocked()
	}
	if len(in.free) == 0 {
		for i := in.freed.Swap(none); i != none; i = in.next[i] {
			in.free = append(in.free, i)
		}
	}
	if n := len(in.free); n > 0 {
		i := in.free[n-1]
		in.free = in.free[:n-1]
		return int(i), true
	}
	if in.fresh < len(in.slots) {
		in.fresh++
		return in.fresh - 1, true
	}
	return 0, false
}

// release frees slots whose jobs have been copied.
//
// Note: many workers push to the list, but only the holder of the lock takes from it, and
// takes the whole list at once, so the list is safe from ABA.
func (in *intake[T]) release(slots []int) {
	if in.turns != nil {
		in.releaseTurn(slots)
		return
	}
	last := len(slots) - 1
	for k, i := range slots {
		in.slots[i].entry.job = Job[T]{} // release what it refers to
		if k < last {
			in.next[i] = int32(slots[k+1])
		}
	}
	for {
		head := in.freed.Load()
		in.next[slots[last]] = head
		if in.freed.CompareAndSwap(head, int32(slots[0])) {
			return
		}
	}
}

// submit accepts a job. It waits for a slot until one of the contexts ends. It calls
// accepted before the job can run.
func (s *stream[T, R]) submit(ctx context.Context, job *Job[T], accepted func(seq uint64)) error {
	return s.submitOr(ctx, job, accepted, WaitWhenFull)
}

// submitOr is submit, except that the policy says what to do if there is no slot.
func (s *stream[T, R]) submitOr(ctx context.Context, job *Job[T], accepted func(seq uint64), policy FullPolicy) error {
	var released time.Duration
	if job.Created.IsZero() {
		released = s.run.since()
	} else {
		released = s.run.releaseTime(job, 0)
	}
	for yields := 0; ; yields++ {
		s.intake.mu.Lock()
		if s.intake.closed != nil || s.run.ctx.Err() != nil {
			err := s.refusalLocked()
			s.intake.mu.Unlock()
			return err
		}
		if s.noneWaitsLocked() {
			if i, ok := s.intake.freeSlotLocked(); ok {
				to, limit := s.acceptLocked(i, job, released, accepted)
				s.intake.mu.Unlock()
				s.run.wake(to, limit)
				return nil
			}
		}
		if policy != WaitWhenFull {
			return s.whenFullLocked(ctx, job, policy)
		}
		if yields == maxYields || !s.noneWaitsLocked() || !s.intake.shortJobs.Load() {
			return s.standInLineLocked(ctx, job, released, accepted) // unlocks
		}
		s.intake.mu.Unlock()
		runtime.Gosched()
	}
}

// noneWaitsLocked reports whether a new Submit may take a slot: nothing is ahead of it, and
// not too many jobs are about to come back.
func (s *stream[T, R]) noneWaitsLocked() bool {
	return s.intake.line.Len() == 0 && s.intake.overdue.len() == 0 && !s.crowded()
}

// crowded reports whether so many jobs wait for a retry that no more are accepted.
func (s *stream[T, R]) crowded() bool {
	return s.run.back.count.Load() >= int64(len(s.intake.slots))
}

// refusalLocked returns the reason why no job is accepted.
func (s *stream[T, R]) refusalLocked() error {
	if s.intake.closed == nil && s.run.ctx.Err() != nil {
		return context.Cause(s.run.ctx)
	}
	return s.intake.closed
}

// acceptLocked accepts a job and puts it into the queue.
//
// Note: the ticket is made before the slot is written. A ticket made from the slot waits
// for the slot's cache lines to arrive from the other processor: a job that does nothing
// took 1.06 times as long (BenchmarkCost, streams of batch and load-aware, n = 20 in turns).
func (s *stream[T, R]) acceptLocked(i int, job *Job[T], released time.Duration, accepted func(seq uint64)) (to, limit int) {
	if s.intake.turns != nil {
		s.writeLocked(i, job, released, accepted)
		s.intake.turns.pushLocked()
		return AnyWorker, s.run.size
	}
	var t Ticket
	s.run.fill(&t, i, job, released, s.intake.seq)
	s.writeLocked(i, job, released, accepted)
	return s.placeLocked(&t)
}

// writeLocked puts a job into a slot and numbers it.
func (s *stream[T, R]) writeLocked(i int, job *Job[T], released time.Duration, accepted func(seq uint64)) {
	e := &s.intake.slots[i].entry
	e.job, e.released, e.seq, e.asked = *job, released, s.intake.seq, accepted != nil
	s.intake.seq++
	if accepted != nil {
		accepted(e.seq)
	}
	if s.run.monitor != nil {
		s.run.tell(func(m Monitor) { m.Queued(1) })
	}
}

// placeLocked pushes the ticket of a job that is in its slot. It returns which worker to
// wake. If Push calls Goexit, placeLocked releases the lock, since the goroutine never
// returns to the caller that would.
func (s *stream[T, R]) placeLocked(t *Ticket) (to, limit int) {
	survived := false
	defer func() {
		if !survived {
			s.intake.mu.Unlock()
		}
	}()
	if p, ok := s.run.back.progressOf(t.Seq); ok {
		t.Attempt = p.attempts
	}
	s.intake.slots[t.Index].taken.Store(true) // from now on the queue may hand it out
	to, limit = s.pushLocked(t)
	survived = true
	return to, limit
}

// pushLocked pushes a ticket and returns which worker to wake. A queue that breaks its
// contract ends the run; any worker is woken then.
func (s *stream[T, R]) pushLocked(t *Ticket) (to, limit int) {
	to, limit = AnyWorker, s.run.size
	returned := false
	defer func() {
		if !returned {
			s.run.broken(endedBy(recover()))
		}
	}()
	to, limit = s.run.checkedPush(t)
	returned = true
	return to, limit
}
