package sched

// Any stands for whichever worker is idle.
const Any = -1

// An Idle says which workers are idle, which of them to wake, and when nobody is left
// who would bring a job: the run is quiet. It is not safe for concurrent use. Workers
// are numbered [0, workers).
type Idle struct {
	first  int32   // the last worker announced; none: -1
	next   []int32 // links of a list through all announced workers, by worker
	prev   []int32 // notAnnounced: not in the list
	sure   []bool  // by worker: it has looked in vain since it announced itself
	idlers int     // how many have
	holds  int     // what may still bring a job
	closed bool    // no job comes from outside
}

const (
	none         = -1
	notAnnounced = -2
)

// MakeIdle returns an Idle with no worker announced.
func MakeIdle(workers int) Idle {
	l := Idle{
		first: none,
		next:  make([]int32, workers),
		prev:  make([]int32, workers),
		sure:  make([]bool, workers),
	}
	for w := range l.prev {
		l.prev[w] = notAnnounced
	}
	return l
}

// Announce says that the worker, which is not announced, is about to wait.
func (l *Idle) Announce(w int) {
	l.next[w], l.prev[w] = l.first, none
	if l.first != none {
		l.prev[l.first] = int32(w)
	}
	l.first = int32(w)
}

// Announced reports whether the worker waits or is about to.
func (l *Idle) Announced(w int) bool { return l.prev[w] != notAnnounced }

// Any reports whether any worker waits or is about to.
func (l *Idle) Any() bool { return l.first != none }

// First returns the worker that was announced last, or -1.
func (l *Idle) First() int { return int(l.first) }

// Pick returns the worker to wake for a job that this one alone can take, or for Any
// which any worker below limit can: the last announced of these, whose caches are
// warmest. It returns -1 if there is none.
func (l *Idle) Pick(worker, limit int) int {
	if worker == Any {
		return l.pickAny(limit)
	}
	if l.prev[worker] == notAnnounced {
		return none
	}
	return worker
}

// PickPreferred returns the worker to wake for a job that any worker below limit can
// take and that this one should.
func (l *Idle) PickPreferred(worker, limit int) int {
	if worker >= limit || l.prev[worker] == notAnnounced {
		return l.pickAny(limit)
	}
	return worker
}

func (l *Idle) pickAny(limit int) int {
	w := l.first
	for w != none && int(w) >= limit {
		w = l.next[w]
	}
	return int(w)
}

// Remove says that an announced worker has been woken, or goes on by itself.
func (l *Idle) Remove(w int) {
	next, prev := l.next[w], l.prev[w]
	if prev == none {
		l.first = next
	} else {
		l.next[prev] = next
	}
	if next != none {
		l.prev[next] = prev
	}
	l.prev[w] = notAnnounced
	if l.sure[w] {
		l.sure[w] = false
		l.idlers--
	}
}

// Settle says that the worker has looked in vain since it announced itself: it will
// wait, unless it was woken already. It reports whether the run is quiet.
func (l *Idle) Settle(worker int) (quiet bool) {
	if l.prev[worker] == notAnnounced || l.sure[worker] {
		return false
	}
	l.sure[worker] = true
	l.idlers++
	return l.quiet()
}

// Leave says that a worker is gone for good: it is not picked, and brings no job. It reports
// whether the run is quiet.
func (l *Idle) Leave(w int) (quiet bool) {
	if l.prev[w] != notAnnounced {
		l.Remove(w)
	}
	l.sure[w] = true
	l.idlers++
	return l.quiet()
}

// Hold says that something other than a worker may bring a job: the run is not quiet
// until Release.
func (l *Idle) Hold() { l.holds++ }

// Release takes one Hold back. It reports whether the run is quiet.
func (l *Idle) Release() (quiet bool) {
	l.holds--
	return l.quiet()
}

// Close says that no job comes from outside any more: from now on the run can be
// quiet. Whoever has settled is to be woken, to look again.
func (l *Idle) Close() { l.closed = true }

func (l *Idle) quiet() bool { return l.closed && l.holds == 0 && l.idlers == len(l.next) }
