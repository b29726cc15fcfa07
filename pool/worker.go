package pool

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool/sched"
)

// worker is the state of one worker. It outlives the goroutine that runs it: if a processor
// ends its goroutine, another goroutine continues where that one stopped.
type worker[T, R any] struct {
	run    *run[T, R]
	stream *stream[T, R] // nil in a batch
	id     int
	// jobContext is the context that processors get. In a stream it knows the worker, in
	// case one of its jobs calls Submit.
	jobContext  context.Context
	bareContext context.Context // jobContext without what OnWorker added
	stop        func()          // of OnWorker
	ready       bool            // OnWorker has set this worker up
	rest        *rest           // not nil while it waits for a job
	seated      bool            // it has a seat
	awaitsSeat  bool            // it stands in line for a seat
	turn        chan struct{}   // tells it that it has a seat
	setting     bool            // a function of OnWorker is running
	batch       []Job[T]        // batches: all jobs of the run
	byJob       []Result[R]     // batches without a channel: the result of each job; nil: results are gathered
	claimed     []int           // indexes of jobs, claimed[at:have] not yet settled
	single      [1]int          // the memory of claimed until several jobs are claimed at once
	most        int             // the most jobs claimed at once
	at          int
	have        int
	claim       atomic.Pointer[claim[T, R]] // the latest claim of several jobs
	opened      bool                        // claimed[at:have] is part of it
	robbed      bool                        // others have taken over some of its jobs
	busy        bool                        // the job at claimed[at] is with the processor
	recorded    bool                        // the job at claimed[at] has its result, but is not settled yet
	took        Outcome                     // the outcome of that job
	flight      *flight[T]                  // with a Copier: of the job at claimed[at], if it runs or is a second copy
	second      bool                        // the job at claimed[at] is a second copy
	lost        bool                        // a copy that does not count ended its goroutine
	gaps        bool                        // one of the results is noResult
	now         time.Duration               // the clock when it was last read
	nowTime     time.Time                   // the same time
	stale       bool                        // the clock must be read again before the next job
	summary     Summary
	truncated   bool        // as in run
	size        sched.Size  // of the next claim
	followed    uint64      // of run.limits
	inLine      int         // streams: how many Submits of its job stand in line; guarded by the intake's lock
	jobs        []entry[T]  // streams: copies of the claimed jobs
	results     []Result[R] // results not yet handed over
	taken       int         // with a handler: how many results are or were pending
	pending     []Result[R] // with a handler: the results to call it with next
	handed      int         // with a handler: how many of those it has seen
	handling    baton       // held while the handler is called with results of this worker
	_           [64]byte    // padding: workers share no cache line
}

// maxClaim is the most jobs that a worker claims at once.
const maxClaim = sched.MaxClaim

// sizeClaim makes room in w.claimed for the next claim.
//
// Note: a claim of one job, which is what long jobs get, is stored in the worker itself,
// whose memory is cached when a job ends, or must be loaded anyway. With a separate slice,
// jobs of a hundred thousand workers in virtual time took 4.1 µs instead of 3.3
// (BenchmarkScale of bench/virtual, n = 3 in turns).
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
// Note: only this deferred function can tell whether the goroutine survives. If a deferred
// function panics during Goexit, recover returns that panic, and the goroutine ends all the
// same.
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

// checkOut hands over the worker's results and sums.
func (w *worker[T, R]) checkOut() {
	w.run.sink.flush(w)
	w.run.mu.Lock()
	w.run.total.add(&w.summary)
	w.run.truncated = w.run.truncated || w.truncated
	w.run.mu.Unlock()
	w.summary, w.truncated = Summary{}, false
}

// runUntilPanic runs jobs until the worker has to leave (false) or something panics (true:
// continue with the next job).
//
// Note: recover is set up once here, not once per job.
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
				w.run.sink.flush(w) // the handler ended the goroutine that was about to
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
// Note: values that are the same for all jobs are read once, and job, begin, readClock,
// settle and channel.settled are inlined by hand. Calls of job, readClock and settle, of
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
		w.at++ // the job is settled, even if one of the calls below panics
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

// job returns the job at w.at and its release time, relative to the start of the run.
//
// Note: it is not a method of source. Two interface calls per job, and two of sink, cost
// as much as the processor of a job that does nothing.
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

// readClock reads the clock. It is read once between two jobs of a claim, and between two
// claims of the shared queue: the end of one job is the start of the next. Any other queue
// may spend time in Pop, which must not count as service.
//
// Note: time.Since costs half as much as time.Now, which also reads the wall clock.
func (w *worker[T, R]) readClock() {
	w.now = w.run.since()
	w.nowTime = w.run.began.Add(w.now)
}
