package pool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Copier is a queue that may have a second copy of a job run while the first one still
// does. The first copy that succeeds, or the last one that ends, decides what becomes of the
// job: it has one Result, as ever. The context of the other copy is canceled, and what that
// returns is dropped.
//
// Copy is called for a worker for which Pop has just found no job. It returns the Seq of a
// job that runs, and of which the worker is to run a second copy; ok is false if there is
// none. A job that has ended meanwhile is passed over: Copy is called again. Copy must not
// name a job twice, unless Pop has handed it out again in between. It is called
// concurrently with everything else.
//
// A Copier that is a [Holder] says with Next when a job will have run for long enough. A
// worker that begins several jobs of one Pop begins them later than Pop has returned them:
// a Copier should hand out one at a time. Only jobs that may run twice are for a strategy
// with a Copier: [CopyOf] tells a processor which copy it is.
//
// The Result's Started is when the first copy began; its Worker is that of the copy that
// decided. A second copy is no attempt, and a [Monitor] does not see it.
type Copier interface {
	Copy(worker int) (seq uint64, ok bool)
}

// A Copy is one of the copies of a job that run.
type Copy struct {
	Worker int  // the worker that runs it
	Second bool // there was another copy before it
}

// CopyOf returns the copy that runs with a processor's context. ok is false if the queue of
// the run is not a [Copier].
func CopyOf(ctx context.Context) (c Copy, ok bool) {
	c, ok = ctx.Value(copyKey{}).(Copy)
	return c, ok
}

type copyKey struct{}

// copies holds the running jobs of a run whose queue is a Copier.
type copies[T any] struct {
	queue Copier

	mu      sync.Mutex // guards the following, and the contents of each flight
	running map[uint64]*flight[T]
}

// A flight is an attempt at a job, in one copy or two.
type flight[T any] struct {
	entry     entry[T] // streams
	index     int
	began     time.Duration
	beganTime time.Time
	copied    bool // there is or was a second copy
	runs      int  // copies that have not ended
	landed    bool // one of them has decided the outcome of the job
	cancel    [2]context.CancelFunc
}

// copyFor finds a running job for the worker to run a second copy of. It returns 1 if there
// is one.
func (e *run[T, R]) copyFor(w *worker[T, R]) int {
	if !w.allowed() {
		return 0
	}
	for range maxVain {
		seq, ok := e.copies.queue.Copy(w.id)
		if !ok || e.over() {
			return 0
		}
		joined, err := e.copies.join(w.id, seq)
		if err != nil {
			e.broken(err)
			return 0
		}
		if joined != nil {
			w.flight, w.second = joined, true
			w.claimed = w.claimed[:1]
			w.claimed[0] = joined.index
			if w.batch == nil {
				w.jobs = append(w.jobs[:0], joined.entry)
			}
			w.have = 1 // even if what the caller does next ends this goroutine
			return 1
		}
	}
	e.broken(fmt.Errorf("named by Copy %d times: jobs that do not run", maxVain))
	return 0
}

// join adds a copy to a running job. It returns nil if the job has ended.
func (c *copies[T]) join(worker int, seq uint64) (*flight[T], error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.running[seq]
	switch {
	case f == nil:
		return nil, nil
	case f.copied:
		return nil, fmt.Errorf("named twice by Copy: job %d", f.index)
	}
	f.copied = true
	f.runs++
	return f, nil
}

// takeOff begins a copy of the job at w.at and returns its context. ok is false if another
// copy has decided the outcome.
func (w *worker[T, R]) takeOff() (ctx context.Context, ok bool) {
	c := w.run.copies
	ctx, cancel := context.WithCancel(context.WithValue(w.jobContext, copyKey{}, Copy{w.id, w.second}))
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.second {
		if w.flight.landed {
			cancel()
			return ctx, false
		}
		w.flight.cancel[1] = cancel
		return ctx, true
	}
	f := &flight[T]{index: w.claimed[w.at], began: w.now, beganTime: w.nowTime, runs: 1}
	f.cancel[0] = cancel
	if w.batch == nil {
		f.entry = w.jobs[w.at]
	}
	c.running[w.seq()] = f
	w.flight = f
	return ctx, true
}

// land ends a copy of the job at w.at. It reports whether this copy decides the outcome, and
// when the first copy began.
func (w *worker[T, R]) land(err error) (decides bool, began time.Duration, beganTime time.Time) {
	c, f := w.run.copies, w.flight
	c.mu.Lock()
	defer c.mu.Unlock()
	f.runs--
	decides = !f.landed && (err == nil || f.runs == 0)
	if decides {
		f.landed = true
		delete(c.running, w.seq())
		w.flight, w.second = nil, false
		for _, cancel := range f.cancel {
			if cancel != nil {
				cancel()
			}
		}
	}
	return decides, f.began, f.beganTime
}

// dropCopy continues after a copy that does not decide the outcome of its job.
func (w *worker[T, R]) dropCopy(service time.Duration) {
	w.flight, w.second = nil, false
	w.leaveGap()
	w.summary.Busy += service
	w.at++ // even if one of the calls below ends this goroutine
	if w.opened && w.at < w.have {
		w.begin()
	}
	w.stale = true
	w.handOn(service)
}

// attemptCopy is attempt for a copy of the job at w.at.
func (w *worker[T, R]) attemptCopy(job *Job[T]) (data R, err error) {
	ctx, ok := w.takeOff()
	if !ok {
		return data, errCopied
	}
	return attempt(ctx, w.run.config, w.run.processor, job)
}

// errCopied is the error of a copy that has not begun when another copy succeeds. It is
// discarded.
var errCopied = errors.New("pool: another copy has succeeded")
