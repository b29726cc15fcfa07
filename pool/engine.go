package pool

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// engine drives one run, batch or stream, of any Queue. It alone reads the
// clock, calls the processor, recovers panics, retries and stamps results.
type engine[T, R any] struct {
	source source[T, R] // where jobs come from
	sink   sink[T, R]   // where results go

	ctx       context.Context // ends with the run
	cancel    context.CancelCauseFunc
	config    *Config
	strategy  string // its name
	processor Processor[T, R]
	stream    bool // jobs arrive over time
	plain     bool // neither retries nor a WorkerTimeout: call the processor directly
	queue     Queue
	observer  Observer  // the queue, if it is one
	began     time.Time // start of the run; read with its monotonic clock
	workers   sync.WaitGroup

	mu      sync.Mutex
	failure error   // why the run failed: mostly, how the strategy broke its contract
	total   Summary // of the workers that have left
}

// source is where the jobs of a run come from. Its methods are called by
// workers, concurrently.
type source[T, R any] interface {
	// claim fills w.claimed with the next jobs of the worker and returns how
	// many, waiting for some in a stream. 0 sends the worker home.
	claim(w *worker[T, R]) int
	// job returns the job that is claimed at position w.at.
	job(w *worker[T, R]) *Job[T]
}

// sink is where the results of a run go. Its methods are called by workers,
// concurrently.
type sink[T, R any] interface {
	// result returns where to write the result of the job at w.at.
	result(w *worker[T, R]) *Result[R]
	// settled is told that it is written. It reports whether it took long
	// enough for the worker's clock to be wrong.
	settled(w *worker[T, R], service time.Duration) (stale bool)
	// flush hands over what settled has kept back.
	flush(w *worker[T, R])
}

// worker is one worker's state. It outlives the goroutine that runs it: when a
// processor ends its goroutine, another one goes on where it left off.
type worker[T, R any] struct {
	*engine[T, R]
	id      int
	claimed []int // indexes of jobs, claimed[at:have] not yet settled
	at      int
	have    int
	busy    bool          // the job at claimed[at] is with the processor
	now     time.Duration // the clock, last time it was read
	nowTime time.Time     // the same
	stale   bool          // the clock must be read again before the next job
	summary Summary
	longest time.Duration // service time since the last claim, at least 1 ns; 0: none
	jobs    []Job[T]      // streams: copies of the claimed jobs
	results []Result[R]   // results not yet handed over
}

// A worker is offered several jobs at once only while jobs are so short that all
// of them together take no longer than claimLength: nobody else can take them
// any more, and among long jobs one worker would hold what another idles for.
//
// Note: claims by number alone, an eighth of a worker's share of what is left,
// made the makespan of a batch with its long jobs first twice what Graham's
// bound allows.
const (
	maxClaim    = 64 // amortises a contended atomic add to nothing; more gains nothing
	claimLength = 10 * time.Microsecond
)

// offer makes room in w.claimed for the next claim.
func (w *worker[T, R]) offer() {
	k := 1
	if w.longest > 0 {
		k = max(1, min(cap(w.claimed), int(claimLength/w.longest)))
	}
	w.longest = 0
	w.claimed = w.claimed[:k]
}

// init makes the engine ready for one run. The caller calls release once no
// worker is left.
func (e *engine[T, R]) init(ctx context.Context, config *Config, d Discipline, p Processor[T, R]) (release func()) {
	e.config, e.strategy, e.processor = config, d.Name(), p
	e.plain = config.MaxRetries == 0 && config.WorkerTimeout == 0
	e.ctx, e.cancel = context.WithCancelCause(ctx)
	release = func() { e.cancel(context.Canceled) }
	if config.Timeout > 0 {
		timed, stop := withTimeout(e.ctx, config)
		cancel := e.cancel
		e.ctx = timed
		release = func() { stop(); cancel(context.Canceled) }
	}
	e.began = time.Now()
	return release
}

// withTimeout returns a context that ends after config.Timeout and says so.
func withTimeout(ctx context.Context, config *Config) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, config.Timeout,
		fmt.Errorf("pool: Timeout of %v passed: %w", config.Timeout, context.DeadlineExceeded))
}

// makeQueue asks the discipline for the queue, and turns a panic of it into an
// error.
func (e *engine[T, R]) makeQueue(d Discipline, setup Setup) (err error) {
	setup.Seed = e.config.Seed
	setup.Now = e.since
	defer e.recoverStrategy(&err)
	if e.queue, err = d.NewQueue(setup); err != nil {
		return fmt.Errorf("strategy %q: %w", e.strategy, err)
	}
	e.observer, _ = e.queue.(Observer)
	return nil
}

// recoverStrategy, deferred, turns a panic of the strategy into an error.
func (e *engine[T, R]) recoverStrategy(err *error) {
	if v := recover(); v != nil {
		*err = e.broken(&PanicError{v, debug.Stack()})
	}
}

// broken records how the strategy broke its contract and ends the run.
func (e *engine[T, R]) broken(err error) error {
	err = &StrategyError{e.strategy, err}
	e.fail(err)
	return err
}

// fail ends the run with an error; the first one counts.
func (e *engine[T, R]) fail(err error) {
	e.mu.Lock()
	if e.failure == nil {
		e.failure = err
	}
	e.mu.Unlock()
	e.cancel(err)
}

func (e *engine[T, R]) since() time.Duration { return time.Since(e.began) }

// start sends a worker to work, in a goroutine of its own.
func (e *engine[T, R]) start(w *worker[T, R]) {
	e.workers.Add(1)
	go w.work()
}

// work runs jobs until there are none for this worker.
func (w *worker[T, R]) work() {
	for w.stretch() {
	}
	w.engine.mu.Lock()
	w.total.add(&w.summary)
	w.engine.mu.Unlock()
	w.workers.Done()
}

// stretch runs jobs until the worker is to leave (false) or something panicked
// (true: go on with the next job).
//
// Note: recover is armed once here, not per job; it costs 3 ns to arm.
func (w *worker[T, R]) stretch() (again bool) {
	left := false
	defer func() {
		if left {
			return
		}
		w.mend(recover())
		again = true
	}()
	w.stale = true
	for {
		if w.at == w.have {
			w.at, w.have = 0, 0 // a claim that panics leaves nothing claimed
			if w.have = w.source.claim(w); w.have == 0 {
				w.sink.flush(w)
				left = true
				return false
			}
		}
		w.run()
	}
}

// run runs the jobs that the worker has claimed.
func (w *worker[T, R]) run() {
	for w.at < w.have {
		if w.ctx.Err() != nil {
			w.giveUp()
			continue
		}
		if w.stale {
			w.readClock()
			w.stale = false
		}
		job := w.source.job(w)
		began, beganTime := w.now, w.nowTime
		var data R
		var err error
		w.busy = true
		if w.plain {
			data, err = w.processor(w.ctx, *job)
		} else {
			data, err = w.attempts(job)
		}
		w.busy = false
		w.readClock()
		service := w.now - began
		r := w.sink.result(w)
		r.JobID = job.ID
		r.Data = data
		r.Error = err
		r.Worker = w.id
		r.Started = beganTime
		r.Completed = w.nowTime
		r.Duration = service
		r.Wait = began - w.released(job)
		w.count(service, err)
		w.settle(service)
	}
}

// settle lets go of the job at w.at, whose result is written.
func (w *worker[T, R]) settle(service time.Duration) {
	var t Ticket
	if w.observer != nil {
		t = w.ticket(w.claimed[w.at], w.source.job(w))
	}
	w.at++ // before others are told, who may panic: the job is settled
	if w.sink.settled(w, service) {
		w.stale = true
	}
	if w.observer != nil {
		w.observer.Done(w.id, t, service)
		w.stale = true
	}
}

// readClock reads the clock. Between two jobs that a worker runs back to back
// it is read once: the end of one is the start of the next.
//
// Note: time.Since costs half of time.Now, which reads the wall clock as well.
func (w *worker[T, R]) readClock() {
	w.now = w.since()
	w.nowTime = w.began.Add(w.now)
}

// released returns when a job was released, since the run began.
func (e *engine[T, R]) released(job *Job[T]) time.Duration {
	if !e.stream {
		return 0
	}
	return job.Created.Sub(e.began)
}

// giveUp settles the job at w.at, which never ran because the run has ended.
func (w *worker[T, R]) giveUp() {
	w.readClock()
	*w.sink.result(w) = w.unrun(w.source.job(w), w.nowTime)
	w.summary.Jobs++
	w.summary.Errors++
	w.at++
	w.sink.settled(w, 0)
}

// unrun returns the result of a job that never ran because the run has ended.
func (e *engine[T, R]) unrun(job *Job[T], now time.Time) Result[R] {
	return Result[R]{JobID: job.ID, Error: context.Cause(e.ctx), Worker: -1, Completed: now}
}

// mend makes up for a panic (v is its value) or a runtime.Goexit (v is nil)
// of the processor or of the strategy.
func (w *worker[T, R]) mend(v any) {
	err := error(ErrGoexit)
	if v != nil {
		err = &PanicError{v, debug.Stack()}
	}
	if w.busy {
		w.busy = false
		began, beganTime := w.now, w.nowTime
		w.readClock()
		job := w.source.job(w)
		*w.sink.result(w) = Result[R]{
			JobID: job.ID, Error: err, Worker: w.id,
			Started: beganTime, Completed: w.nowTime, Duration: w.now - began,
			Wait: began - w.released(job),
		}
		w.count(w.now-began, err)
		w.settle(w.now - began)
	} else {
		if v == nil {
			err = errors.New("called runtime.Goexit")
		}
		w.broken(err)
	}
	if v == nil {
		go w.work() // this goroutine is past saving; another one takes over
	}
}

func (w *worker[T, R]) count(service time.Duration, err error) {
	s := &w.summary
	s.Jobs++
	s.Busy += service
	s.Longest = max(s.Longest, service)
	s.Makespan = w.now
	w.longest = max(w.longest, service, 1)
	if err != nil {
		s.Errors++
	}
}

// add adds what another worker of the same run has done.
func (s *Summary) add(o *Summary) {
	s.Jobs += o.Jobs
	s.Errors += o.Errors
	s.Busy += o.Busy
	s.Longest = max(s.Longest, o.Longest)
	s.Makespan = max(s.Makespan, o.Makespan)
}

// ticket returns the ticket of a job of this run.
func (e *engine[T, R]) ticket(index int, job *Job[T]) Ticket {
	t := Ticket{
		Index:    index,
		Priority: job.Priority,
		Cost:     job.Cost,
		Released: e.released(job),
		Deadline: NoDeadline,
		Key:      job.Key,
	}
	if !job.Deadline.IsZero() {
		t.Deadline = job.Deadline.Sub(e.began)
	}
	return t
}

// finish tells the queue how the run went and returns what it has to report.
func (e *engine[T, R]) finish(workers int) (details []Detail, err error) {
	e.total.Workers = workers
	defer e.recoverStrategy(&err)
	if f, ok := e.queue.(Finisher); ok {
		f.Finish(e.total)
	}
	if r, ok := e.queue.(Reporter); ok {
		details = r.Report()
	}
	return details, nil
}

// verdict returns the error of the run: that of the strategy, or the cause of
// the context's end if that kept a job from running or made one fail.
func (e *engine[T, R]) verdict() error {
	if e.failure != nil {
		return e.failure
	}
	if e.ctx.Err() != nil && e.total.Errors > 0 {
		return context.Cause(e.ctx)
	}
	return nil
}
