package sched

import "sync/atomic"

// A Limit follows how many workers may take jobs, where the queue changes that, and says how
// many idle workers to wake after a look at the queue. Its methods are safe for concurrent
// use.
//
// Nobody else wakes a worker that may take jobs again. But a limit may change with every
// look, and looks in vain, at jobs that are all held back, would then make idle workers wake
// each other forever. So between two events a worker that looks in vain wakes others at most
// once because the limit has risen.
type Limit struct {
	seen   atomic.Int64  // what the last look found
	woken  atomic.Int64  // workers below have been woken
	events atomic.Uint64 // what may let a look find a job that an earlier one did not
	fresh  atomic.Bool   // there was such an event that events does not count yet
}

// A Look is what a worker knows that has looked at the queue.
type Look struct {
	Worker  int
	Limit   int
	Found   bool // it has taken a job
	ForAny  bool // it was woken for a job that any worker can take
	Waiting bool // jobs wait
}

// Init is called before anything else, with the number of workers.
func (l *Limit) Init(workers int) {
	l.seen.Store(int64(workers))
	l.woken.Store(int64(workers))
	l.events.Store(1)
}

// Seen returns the limit that the last look found.
func (l *Limit) Seen() int { return int(l.seen.Load()) }

// Stays reports whether the limit is what the last look found, and as many workers are woken. Then
// a look that finds a job is an Event and no more.
func (l *Limit) Stays(limit int) bool {
	return l.seen.Load() == int64(limit) && l.woken.Load() == int64(limit)
}

// Event says that a job has come, or that the time has come for which one has waited.
//
// Note: it writes only after a look that has asked, so that not every job writes what others
// read.
func (l *Limit) Event() {
	if !l.fresh.Load() {
		l.fresh.Store(true)
	}
}

// counted counts an event, if there was one, and returns how many there were.
func (l *Limit) counted() uint64 {
	if l.fresh.Load() && l.fresh.CompareAndSwap(true, false) {
		return l.events.Add(1)
	}
	return l.events.Load()
}

// Look returns how many idle workers below the limit to wake. mark is the worker's own: what
// Look has left there after its last look, at first 0.
func (l *Limit) Look(k Look, mark *uint64) (wake int) {
	if k.Found {
		l.Event()
	}
	if l.seen.Load() != int64(k.Limit) {
		l.seen.Store(int64(k.Limit))
	}
	if !k.Found && k.ForAny && k.Waiting && k.Worker >= k.Limit {
		wake++ // instead of this worker, which may not take the job
	}
	// Compare with the limit up to which any worker was woken last, not with this worker's:
	// those that found it low may all be parked.
	more := int64(k.Limit) - l.woken.Load()
	if more == 0 {
		return wake
	}
	now := l.counted()
	if more > 0 && k.Waiting && !k.Found && *mark == now {
		return wake // whoever looks after the next event sees the difference
	}
	more = int64(k.Limit) - l.woken.Swap(int64(k.Limit))
	if more > 0 && k.Waiting {
		wake += int(more)
		if !k.Found {
			*mark = now
		}
	}
	return wake
}
