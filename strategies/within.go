package strategies

import (
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// within is a queue inside another one, which takes jobs out of it ahead of their time. The
// outer queue answers for what the engine would look for in the inner one; its mu must be
// held for all methods that end in Locked.
type within struct {
	mu      sync.Mutex // guards the inner queue, and the following
	inner   pool.Queue
	held    pool.Holder // nil: it holds nothing back
	relaxed int
	waiting int  // jobs in the inner queue
	dropped bool // the inner queue has dropped jobs since the engine looked
	group   int  // workers of the outer queue for one of the inner
}

// init makes the inner queue for setup, whose workers are those of the inner queue, so many of
// the outer one each.
func (w *within) init(d pool.Discipline, setup pool.Setup, group int) error {
	drop := setup.Drop
	setup.Drop = func(index int, why error) {
		w.waiting--
		w.dropped = true
		drop(index, why)
	}
	share := setup.Share
	setup.Share = func(index, leader int) {
		w.waiting--
		share(index, leader)
	}
	var err error
	if w.inner, err = d.NewQueue(setup); err != nil {
		return err
	}
	w.group = group
	w.held, _ = pool.As[pool.Holder](w.inner)
	if r, ok := pool.As[pool.Relaxed](w.inner); ok {
		w.relaxed = r.Relaxed()
	}
	return nil
}

// pushLocked gives a job to the inner queue.
func (w *within) pushLocked(t pool.Ticket) (worker int) {
	w.waiting++
	return w.inner.Push(t)
}

// takeLocked takes jobs out of the inner queue until dst is full or it hands out no more.
func (w *within) takeLocked(worker int, dst []int) int {
	n := 0
	for vain := 0; n < len(dst) && w.waiting > 0 && vain <= w.relaxed; {
		k := w.inner.Pop(worker, dst[n:])
		if k == 0 {
			vain++
			continue
		}
		w.waiting -= k
		n += k
	}
	return n
}

// heldLocked returns when the inner queue will hand out a job that it holds back, if that is
// later than now: what it would hand out now has been asked for.
func (w *within) heldLocked(now time.Duration) (at time.Duration, ok bool) {
	if w.held == nil || w.waiting <= 0 {
		return 0, false
	}
	at, _, ok = w.held.Next()
	return at, ok && at > now
}

// load gives a batch to the inner queue.
func (w *within) load(l pool.Loader, batch pool.Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting += batch.Len()
	l.Load(batch)
}

// Done tells the inner queue.
func (w *within) Done(worker int, t pool.Ticket, o pool.Outcome) {
	if observer, ok := pool.As[pool.Observer](w.inner); ok {
		w.mu.Lock()
		defer w.mu.Unlock()
		observer.Done(worker/w.group, t, o)
	}
}

// Finish tells the inner queue.
func (w *within) Finish(run pool.Summary) {
	if f, ok := pool.As[pool.Finisher](w.inner); ok {
		f.Finish(run)
	}
}

// report returns what the inner queue reports.
func (w *within) report() []pool.Detail {
	if r, ok := pool.As[pool.Reporter](w.inner); ok {
		return r.Report()
	}
	return nil
}

// inVirtualTime returns d for virtual time, where no host has a load, for instance.
func inVirtualTime(d pool.Discipline) pool.Discipline {
	if v, ok := d.(interface{ Virtual() pool.Discipline }); ok {
		return v.Virtual()
	}
	return d
}
