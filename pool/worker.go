package pool

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool/sched"
)

// worker is one worker's state. It outlives the goroutine that runs it: when a
// processor ends its goroutine, another one goes on where it left off.
type worker[T, R any] struct {
	run    *run[T, R]
	stream *stream[T, R] // of which it is a worker; nil: of a batch
	id     int
	// jobContext is what processors get. In a stream it knows the worker, for a
	// Submit by one of its jobs.
	jobContext  context.Context
	bareContext context.Context // the same, without what OnWorker has added
	stop        func()          // of OnWorker
	ready       bool            // OnWorker has made what there is for this worker
	rest        *rest           // not nil: it waits for a job
	seated      bool            // has a seat
	awaitsSeat  bool            // stands in line for one
	turn        chan struct{}   // where it learns that it has one
	setting     bool            // a function of OnWorker is running
	batch       []Job[T]        // batches: all jobs of the run
	byJob       []Result[R]     // batches without a channel: the result of each of them; nil: results are gathered
	claimed     []int           // indexes of jobs, claimed[at:have] not yet settled
	single      [1]int          // what claimed is, until several are claimed at once
	most        int             // jobs claimed at once, at most
	at          int
	have        int
	claim       atomic.Pointer[claim[T, R]] // of several jobs, made last
	opened      bool                        // claimed[at:have] is part of it
	robbed      bool                        // others have taken over jobs of it
	busy        bool                        // the job at claimed[at] is with the processor
	recorded    bool                        // the job at claimed[at] has its result, and is to be settled
	took        Outcome                     // what became of that job
	flight      *flight[T]                  // with a Copier: of the job at claimed[at], if it runs or is a second copy
	second      bool                        // it is one
	lost        bool                        // a copy that does not count has ended its goroutine
	gaps        bool                        // one of the results is noResult
	now         time.Duration               // the clock, last time it was read
	nowTime     time.Time                   // the same
	stale       bool                        // the clock must be read again before the next job
	summary     Summary
	truncated   bool        // as in run
	size        sched.Size  // of the next claim
	followed    uint64      // of run.limits
	inLine      int         // streams: Submits of its job that stand in line; guarded by the intake
	jobs        []entry[T]  // streams: copies of the claimed jobs
	results     []Result[R] // results not yet handed over
	taken       int         // with a handler: how many of them are or were pending
	pending     []Result[R] // with a handler: what it is called with next
	handed      int         // with a handler: how many of those it has seen
	handling    baton       // held while the handler is called with results of this worker
	_           [64]byte    // the next worker's is no line of this one's
}

// maxClaim is how many jobs a worker claims at once, at most.
const maxClaim = sched.MaxClaim

// sizeClaim makes room in w.claimed for the next claim.
//
// Note: a claim of one job, which is what long jobs get, is stored in the worker itself:
// its memory is in a cache when a job ends, or has to be loaded anyway. A separate slice
// took a hundred thousand workers in virtual time from 3.3 µs a job to 4.1 (BenchmarkScale
// of bench/virtual, n = 3 in turns).
func (w *worker[T, R]) sizeClaim() {
	k := w.size.Next(w.most)
	if k > cap(w.claimed) {
		w.claimed = w.single[:]
		if k > 1 {
			w.claimed = make([]int, w.most)
		}
	}
	w.claimed = w.claimed[:k]
}

// work runs jobs until there are none for this worker.
//
// Note: only here does it show whether the goroutine survives. When a deferred function
// panics during Goexit, recover returns that panic, and the goroutine ends all the same.
func (w *worker[T, R]) work() {
	survived := false
	defer func() {
		if !survived {
			go w.work() // Goexit cannot be stopped; another goroutine takes over
		}
	}()
	for w.runUntilPanic() {
	}
	survived = true
	w.run.workers.Done()
}

// checkOut hands over everything that the worker has.
func (w *worker[T, R]) checkOut() {
	w.run.sink.flush(w)
	w.run.mu.Lock()
	w.run.total.add(&w.summary)
	w.run.truncated = w.run.truncated || w.truncated
	w.run.mu.Unlock()
	w.summary, w.truncated = Summary{}, false
}

// runUntilPanic runs jobs until the worker has to leave (false) or something panics (true:
// go on with the next job).
//
// Note: recover is armed once here, not per job.
func (w *worker[T, R]) runUntilPanic() (again bool) {
	left := false
	defer func() {
		if left {
			return
		}
		w.recordFailure(recover())
		again = true
	}()
	w.stale = true
	if w.recorded {
		w.recorded = false
		w.settle(w.took.Service)
	}
	if w.lost {
		w.lost = false
		w.dropCopy(0)
	}
	for {
		if w.at == w.have {
			if len(w.results) > 0 && w.opened {
				w.run.sink.flush(w) // the handler has ended the goroutine that did so
			}
			w.closeClaim()
			w.at, w.have = 0, 0 // a claim that panics leaves nothing claimed
			w.have = w.run.claim(w)
			w.endRest()
			if w.have == 0 {
				if w.ready {
					w.tearDown()
				}
				w.checkOut()
				left = true
				return false
			}
			w.stale = w.stale || !w.run.quick
		}
		if w.run.onWorker != nil && !w.ready && w.run.ctx.Err() == nil {
			w.setUp()
		}
		w.runClaimed()
	}
}

// runClaimed runs the jobs that the worker has claimed.
//
// Note: values that are the same for all jobs are read once, and what job, begin, readClock,
// settle and channel.settled do is written out. Calls of job, readClock and settle, of
// wakeIdle and of begun for each job took 1.17 times as long in a batch and 1.05 times in a
// stream (BenchmarkRun/job=nop/memory=reused and BenchmarkStream/pool, -cpu 1, n = 15 in
// turns). Calls of the others took 1.03 times as long in a batch whose results go to a
// channel (BenchmarkRun/job=nop/memory=channel, n = 38 in turns, random layouts).
func (w *worker[T, R]) runClaimed() {
	r := w.run
	ctx, jobContext, processor, plain := r.ctx, w.jobContext, r.processor, r.plain
	watched := r.monitor != nil || r.copies != nil
	own := w.claim.Load()
	for w.at < w.have {
		if ctx.Err() != nil {
			w.giveUp()
			continue
		}
		if w.stale {
			w.readClock()
			w.stale = false
		}
		var job *Job[T]
		var released time.Duration
		if w.batch != nil {
			if job = &w.batch[w.claimed[w.at]]; !job.Created.IsZero() {
				released = r.releaseTime(job, 0)
			}
		} else {
			e := &w.jobs[w.at]
			job, released = &e.job, e.released
		}
		if !plain {
			if !w.second && r.config.expired(&job.Deadline, w.nowTime) {
				w.expire()
				continue
			}
			if !w.second {
				w.tellStarted(released)
			}
		}
		began, beganTime := w.now, w.nowTime
		var data R
		var err error
		w.busy = true
		switch {
		case plain:
			data, err = processor(jobContext, *job)
		case r.copies != nil:
			data, err = w.attemptCopy(job)
		default:
			data, err = attempt(jobContext, r.config, processor, job)
		}
		w.busy = false
		w.now = time.Since(r.began)
		w.nowTime = r.began.Add(w.now)
		service := w.now - began
		if err != nil || watched || w.asked() || r.back.any.Load() {
			w.endAttempt(job, released, began, beganTime, data, err)
			continue
		}
		to := w.result()
		to.JobID = job.ID
		to.Data = data
		to.Error = nil
		to.Worker = w.id
		to.Started = beganTime
		to.Completed = w.nowTime
		to.Duration = service
		to.Wait = began - released
		w.countDone(service, service)
		if r.observer != nil {
			w.took = Outcome{service, 1, nil}
			w.settleObserved(service)
			continue
		}
		w.at++ // before others are told, who may panic: the job is settled
		if w.opened && w.at < w.have {
			if end, last := own.begun.Begin(); last || end < w.have {
				w.begun(end, last)
			}
		}
		if w.byJob == nil && !w.keepsBack(service) {
			w.handOn(service)
		}
	}
}

// tellStarted tells the monitor that the job at w.at has started.
func (w *worker[T, R]) tellStarted(released time.Duration) {
	attempt := 0
	if p, ok := w.run.back.progressOf(w.seq()); ok {
		attempt = p.attempts
	}
	w.run.tell(func(m Monitor) { m.Started(w.id, w.now-released, attempt) })
}

// asked reports whether a Do waits for the result of the job at w.at.
func (w *worker[T, R]) asked() bool { return w.batch == nil && w.jobs[w.at].asked }

// job returns the job at w.at, and when it was released, relative to the start of the run.
//
// Note: not a method of source: two calls through an interface for each job, and two of
// sink, cost as much as the processor of a job that does nothing.
func (w *worker[T, R]) job() (job *Job[T], released time.Duration) {
	if w.batch != nil {
		job = &w.batch[w.claimed[w.at]]
		return job, w.run.releaseTime(job, 0)
	}
	e := &w.jobs[w.at]
	return &e.job, e.released
}

// seq returns the Seq of the job at w.at.
func (w *worker[T, R]) seq() uint64 {
	if w.batch != nil {
		return uint64(w.claimed[w.at])
	}
	return w.jobs[w.at].seq
}

// result returns where to write the result of the job at w.at.
func (w *worker[T, R]) result() *Result[R] {
	if w.byJob != nil {
		return &w.byJob[w.claimed[w.at]]
	}
	n := len(w.results)
	if n == cap(w.results) {
		w.results = append(w.results, Result[R]{})
	}
	w.results = w.results[:n+1]
	return &w.results[n]
}

// readClock reads the clock. Between two jobs of one claim, and between two claims of the
// shared queue, it is read once: the end of one is the start of the next. The time in the
// Pop of any other queue is unknown, and must not count as service.
//
// Note: time.Since costs half of time.Now, which reads the wall clock as well.
func (w *worker[T, R]) readClock() {
	w.now = w.run.since()
	w.nowTime = w.run.began.Add(w.now)
}
