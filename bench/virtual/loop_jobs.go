package virtual

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/pool"
)

// ticket returns the ticket of a job that waits at an index. It is valid until the next call.
//
// Note: a ticket is large. Where it was returned by value, that alone took 3 % of a run.
func (l *loop) ticket(index, i int) *pool.Ticket {
	t := &l.written
	t.Index, t.Seq, t.Attempt = index, uint64(i), 0
	t.Released, t.Deadline, t.NotBefore = 0, pool.NoDeadline, 0
	if l.Arrivals != nil {
		t.Released = l.Arrivals[i]
	}
	if l.Tell != nil {
		l.Tell(i, t)
		return t
	}
	job := l.Job(i)
	t.Priority, t.Cost, t.Key = job.Priority, job.Cost, job.Key
	if !job.Created.IsZero() {
		t.Released = min(max(job.Created.Sub(l.Began), -math.MaxInt64/2), math.MaxInt64/2)
	}
	if !job.Deadline.IsZero() {
		t.Deadline = job.Deadline.Sub(l.Began)
	}
	if !job.NotBefore.IsZero() {
		t.NotBefore = job.NotBefore.Sub(l.Began)
	}
	return t
}

// pop takes jobs from the queue for the worker, and returns how many. A queue that hands
// out a job twice, or one that does not exist, is broken: the run ends.
func (l *loop) pop(id int) int {
	dst := l.scratch[:l.workers[id].room]
	n := 0
	if len(l.late) > 0 && l.allowed(id) {
		n = copy(dst[:1], l.late)
		l.unseen = true
		l.late = l.late[1:]
	} else {
		n = l.queue.Pop(id, dst)
	}
	switch {
	case n == 0:
		return 0
	case n < 0 || n > len(dst):
		l.broken(fmt.Errorf("Pop returned %d jobs, want 0 to %d", n, len(dst)))
		return 0
	case n == 1 && l.book == nil:
		i := dst[0]
		if job, ok := l.takeSlot(i); ok {
			l.slots.release(dst[:1])
			w := &l.workers[id]
			w.job, w.slot = job, int32(i)
			return 1
		}
		return 0
	}
	var jobs [len(l.scratch)]int32
	kept := 0
	if l.book != nil {
		var err error
		if kept, err = l.book.HandOut(dst[:n]); err != nil {
			l.broken(err)
		}
		for k, i := range dst[:kept] {
			jobs[k] = int32(i)
		}
	} else {
		for _, i := range dst[:n] {
			if job, ok := l.takeSlot(i); ok {
				dst[kept], jobs[kept] = i, job
				kept++
			}
		}
		l.slots.release(dst[:kept])
	}
	if kept > 0 {
		l.gather(id, dst[:kept], jobs[:kept])
	}
	return kept
}

func (l *loop) takeSlot(i int) (job int32, ok bool) {
	if job, ok = l.slots.take(i); !ok {
		l.brokenBy(i)
	}
	return job, ok
}

// brokenBy ends the run: Pop has returned an index at which no job waits.
func (l *loop) brokenBy(i int) {
	if uint(i) >= uint(l.Jobs) {
		l.broken(fmt.Errorf("handed out job %d of %d", i, l.Jobs))
		return
	}
	l.broken(fmt.Errorf("handed out job %d, which does not wait", i))
}

// arrive lets a job of a stream arrive.
func (l *loop) arrive(i int) {
	slot := l.slots.put(i)
	t := l.ticket(slot, i) // before change, so that it is in memory when push reads it
	l.change()
	l.backlog++
	to, limit := l.push(t)
	l.wake(to, limit)
}

// push gives a ticket to the queue, and returns which worker to wake, and the limit of
// workers that may take jobs.
func (l *loop) push(t *pool.Ticket) (to, limit int) {
	limit = l.size
	if l.limiter != nil {
		l.waiting++
	}
	if t.Attempt > 0 && l.returner != nil {
		to = l.returner.Return(*t)
	} else {
		to = l.queue.Push(*t)
	}
	if l.limiter != nil {
		limit = l.limiter.Limit()
		l.limits.Event()
	}
	worker := to
	if to < pool.AnyWorker {
		worker = preferred(to)
	}
	switch {
	case worker >= l.size:
		l.broken(fmt.Errorf("worker %d of %d returned by Push", worker, l.size))
		return pool.AnyWorker, l.size
	case limit < 1:
		l.broken(fmt.Errorf("queue returned Limit %d, want at least 1", limit))
		return pool.AnyWorker, l.size
	case to >= 0 && !l.named:
		l.named = true
		l.wakeOne(pool.AnyWorker, limit)
	}
	return to, limit
}

// preferred returns the worker that was passed to Prefer, which is its own inverse.
func preferred(to int) int { return pool.Prefer(to) }

// wake wakes a worker for a job, given the result of Push.
func (l *loop) wake(to, limit int) {
	if len(l.drops) > 0 {
		l.wakeOne(pool.AnyWorker, l.size) // to give them their results
	}
	if to < pool.AnyWorker {
		l.wakeUp(l.idle.PickPreferred(preferred(to), limit), true)
		return
	}
	l.wakeOne(to, limit)
}

// slots are where the jobs of a stream wait, used in the same order as the engine's.
type slots struct {
	jobs []int32 // by slot: the job that waits, plus one; 0: none; negative: it was withdrawn
	free []int32 // slots to use again, in turn from next on
	next int
}

// put puts a job into a slot, and returns the slot.
func (s *slots) put(job int) int {
	if s.next < len(s.free) {
		i := s.free[s.next]
		s.next++
		s.jobs[i] = int32(job) + 1
		return int(i)
	}
	s.jobs = append(s.jobs, int32(job)+1)
	return len(s.jobs) - 1
}

// take takes the job that waits in a slot.
func (s *slots) take(i int) (job int32, ok bool) {
	if uint(i) >= uint(len(s.jobs)) || s.jobs[i] <= 0 {
		return 0, false
	}
	job = s.jobs[i] - 1
	s.jobs[i] = 0
	return job, true
}

// waits reports whether a job waits in a slot.
func (s *slots) waits(i int) bool { return uint(i) < uint(len(s.jobs)) && s.jobs[i] > 0 }

// withdraw leaves the job that waits in a slot there, but does not let it be taken.
func (s *slots) withdraw(i int) bool {
	if !s.waits(i) {
		return false
	}
	s.jobs[i] = -s.jobs[i]
	return true
}

// jobAt returns the job in a slot, waiting or withdrawn; -1: there is none.
func (s *slots) jobAt(i int) int {
	if uint(i) >= uint(len(s.jobs)) {
		return -1
	}
	return int(max(s.jobs[i], -s.jobs[i])) - 1
}

// release frees the slots of one claim: the last one is used first.
func (s *slots) release(ids []int) {
	if s.next > 1024 && s.next > len(s.free)/2 {
		s.free = s.free[:copy(s.free, s.free[s.next:])]
		s.next = 0
	}
	for k := len(ids) - 1; k >= 0; k-- {
		s.free = append(s.free, int32(ids[k]))
	}
}

func (s *slots) firstTaken() int {
	for i, job := range s.jobs {
		if job > 0 {
			return i
		}
	}
	return -1
}

// cores are what jobs compute on.
type cores struct {
	free  int
	line  []int32 // workers that wait for one, from first on
	first int
}

// take takes a core, or lets the worker wait for one.
func (c *cores) take(worker int) bool {
	if c.free > 0 {
		c.free--
		return true
	}
	c.line = append(c.line, int32(worker))
	return false
}

// leave takes a worker out of the line.
func (c *cores) leave(worker int) {
	if i := slices.Index(c.line[c.first:], int32(worker)); i >= 0 {
		c.line = slices.Delete(c.line, c.first+i, c.first+i+1)
	}
}

// release gives a core to the worker that has waited longest, if any.
func (c *cores) release() (worker int, ok bool) {
	if c.first == len(c.line) {
		c.line, c.first = c.line[:0], 0
		c.free++
		return 0, false
	}
	worker = int(c.line[c.first])
	if c.first++; c.first > 1024 && c.first > len(c.line)/2 {
		c.line = c.line[:copy(c.line, c.line[c.first:])]
		c.first = 0
	}
	return worker, true
}

// gather stores the jobs that a worker has claimed.
func (l *loop) gather(id int, ids []int, jobs []int32) {
	w := &l.workers[id]
	if len(ids) == 1 {
		w.job, w.slot = jobs[0], int32(ids[0])
		return
	}
	if w.many == nil {
		w.many = new(claim)
	}
	w.many.ids = append(w.many.ids[:0], ids...)
	w.many.jobs = append(w.many.jobs[:0], jobs...)
}
