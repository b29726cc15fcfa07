package pool

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool/internal/park"
	"github.com/go-foundations/poolbench/pool/sched"
)

// run is one run, a batch or a stream, with any Queue. Only the run reads the clock, calls
// the processor, recovers panics, retries and stamps results.
type run[T, R any] struct {
	source source[T, R] // where jobs come from
	sink   sink[T, R]   // where results go

	ctx       context.Context // ends with the run
	cancel    context.CancelCauseFunc
	config    *Config
	strategy  string // its name
	processor Processor[T, R]
	onWorker  startWorker
	stream    bool // jobs arrive over time
	monitor   Monitor
	callers   callers[R]
	plain     bool // call the processor directly: no time limit, no monitor
	queue     Queue
	quick     bool      // the queue is InOrder: Pop takes next to no time
	observer  Observer  // the queue, if it is one
	limiter   Limiter   // the queue, if it is one
	holder    Holder    // the queue, if it is one
	returner  Returner  // the queue, if it is one
	idler     Idler     // the queue, if it is one
	relaxed   int       // how often Pop may miss a job
	shares    bool      // the queue is a Sharer
	began     time.Time // start of the run; read with its monotonic clock
	workers   sync.WaitGroup

	published  bool            // the results of a claim can be read before it ends
	crew       []*worker[T, R] // all workers, if they may take over each other's jobs; otherwise nil
	counted    bool            // there are more than fewWorkers, so the following are counted
	takeable   atomic.Int32    // claims that others can take part of
	openClaims atomic.Int32    // if published: claims that have not ended

	size    int         // how many workers there are
	lot     *park.Lot   // where idle workers park
	named   atomic.Bool // Push has named a worker at least once
	done    atomic.Bool // no work is left
	limits  sched.Limit // with a Limiter: how many workers may take jobs
	waiting waiting     // with a Limiter: jobs that wait
	held    alarm       // rings when workers should look again for a job that is held back
	seats   *seats      // nil: all workers take jobs
	back    returns[T]  // jobs that will run again
	drops   drops[R]    // jobs that do not run, but still need their results
	follows follows     // jobs that wait for the result of another job
	copies  *copies[T]  // nil: the queue is not a Copier

	mu        sync.Mutex // guards the following while workers run
	failure   error      // why the run failed, usually how the strategy broke its contract
	total     Summary    // of the workers that have left
	truncated bool       // a job did not run because the context ended, or failed after that
}

// source is where the jobs of a run come from. Its methods are called by
// workers, concurrently.
type source[T, R any] interface {
	// pop takes jobs from the queue for the worker, without waiting, fills w.claimed
	// with their numbers and returns how many.
	pop(w *worker[T, R]) int
	// yields returns how often a worker yields before it parks.
	yields(w *worker[T, R]) int
	// comeBack places a job that will run again. Timers call it, too.
	comeBack(job entry[T])
	// waits reports whether a job waits, and seqOf returns the Seq of one that does.
	waits(index int) bool
	seqOf(index int) uint64
	// withdraw keeps a waiting job from being handed out.
	withdraw(index int) error
	// takeOut removes and returns a job that was withdrawn.
	takeOut(index int) (job Job[T], released time.Duration, seq uint64)
	// give hands over the result of a job that was withdrawn.
	give(w *worker[T, R], index int, r Result[R])
}

// Push and the parking lot use the same numbers for workers.
var _ [0]struct{} = [AnyWorker - park.Any]struct{}{}

// sink is where the results of a run go. Its methods are called by workers,
// concurrently.
type sink[T, R any] interface {
	// settled is called when the result of a job is written. It reports whether it took long
	// enough to make the worker's clock reading stale.
	settled(w *worker[T, R], service time.Duration) (stale bool)
	// flush hands over the results that settled kept back.
	flush(w *worker[T, R])
}

// init prepares the run. The caller calls release once no worker is left.
func (e *run[T, R]) init(ctx context.Context, config *Config, d Discipline, set *settings[T, R]) (release func()) {
	e.config, e.strategy, e.processor, e.onWorker = config, d.Name(), set.processor, set.onWorker
	e.monitor = set.monitor
	e.plain = config.WorkerTimeout == 0 && !config.HonorDeadlines && e.monitor == nil
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

// makeQueue asks the discipline for the queue.
func (e *run[T, R]) makeQueue(d Discipline, setup Setup) error {
	e.size, e.lot = setup.Workers, park.New(setup.Workers)
	if e.config.MaxWorkers > 0 { // from the start, so that every worker with a job has a seat
		e.seats = &seats{bound: bound{size: e.config.NumWorkers}}
	}
	e.limits.Init(e.size)
	e.waiting.taken = make([]taken, e.size)
	setup.Seed = e.config.Seed
	setup.Now, setup.Drop, setup.Share = e.since, e.drops.drop, e.share
	return e.guard(func() (err error) {
		if e.queue, err = d.NewQueue(setup); err != nil {
			return fmt.Errorf("strategy %q: %w", e.strategy, err)
		}
		e.inspect()
		return nil
	})
}

// inspect finds out what the queue can do besides Push and Pop. A queue that loads a whole
// batch may not know what it contains before that.
func (e *run[T, R]) inspect() {
	e.observer, _ = As[Observer](e.queue)
	e.limiter, _ = As[Limiter](e.queue)
	e.holder, _ = As[Holder](e.queue)
	e.returner, _ = e.queue.(Returner)
	e.idler, _ = As[Idler](e.queue)
	_, e.shares = As[Sharer](e.queue)
	if r, ok := As[Relaxed](e.queue); ok {
		e.relaxed = r.Relaxed()
	}
	_, e.quick = e.queue.(InOrder)
	if c, ok := As[Copier](e.queue); ok {
		e.copies = &copies[T]{queue: c, running: make(map[uint64]*flight[T])}
		e.plain = false
	}
}

// guard calls f, which calls the strategy, and turns its panic or Goexit into an error. It
// uses a separate goroutine, the only way to survive a Goexit.
func (e *run[T, R]) guard(f func() error) error {
	ended := make(chan error, 1)
	go func() {
		var err error
		returned := false
		defer func() {
			if !returned {
				err = e.broken(endedBy(recover()))
			}
			ended <- err
		}()
		err = f()
		returned = true
	}()
	return <-ended
}

// endedBy returns an error for what cut short a function of the strategy: a panic with this
// value or, if the value is nil, Goexit.
func endedBy(v any) error {
	if v == nil {
		return errors.New("called runtime.Goexit")
	}
	return &PanicError{v, debug.Stack()}
}

// broken records how the strategy broke its contract and ends the run.
func (e *run[T, R]) broken(err error) error {
	err = &StrategyError{e.strategy, err}
	e.fail(err)
	return err
}

// fail ends the run with an error. Only the first error counts.
func (e *run[T, R]) fail(err error) {
	e.mu.Lock()
	if e.failure == nil {
		e.failure = err
	}
	e.mu.Unlock()
	e.cancel(err)
}

func (e *run[T, R]) since() time.Duration { return time.Since(e.began) }

// start starts a worker in a new goroutine.
func (e *run[T, R]) start(w *worker[T, R]) {
	e.workers.Add(1)
	go w.work()
}

// atEnd makes f run when the run's context ends. The caller calls stop when no worker is
// left; once stop returns, f no longer runs.
func (e *run[T, R]) atEnd(f func()) (stop func()) {
	returned := make(chan struct{})
	cancel := context.AfterFunc(e.ctx, func() {
		defer close(returned)
		f()
	})
	return func() {
		if !cancel() {
			<-returned
		}
	}
}

// neverRan returns the result of a job that never ran because the run has ended.
func (e *run[T, R]) neverRan(job *Job[T], now time.Time) Result[R] {
	return Result[R]{JobID: job.ID, Error: context.Cause(e.ctx), Worker: -1, Completed: now}
}

// releaseTime returns the release time of a job that is handed over now.
func (e *run[T, R]) releaseTime(job *Job[T], now time.Duration) time.Duration {
	if job.Created.IsZero() {
		return now
	}
	// Half the range of a Duration, so that differences do not overflow.
	return min(max(job.Created.Sub(e.began), -math.MaxInt64/2), math.MaxInt64/2)
}

// ticket returns the ticket of a job of this run.
func (e *run[T, R]) ticket(index int, job *Job[T], released time.Duration, seq uint64) (t Ticket) {
	e.fill(&t, index, job, released, seq)
	return t
}

// fill fills in the ticket of a job of this run.
func (e *run[T, R]) fill(t *Ticket, index int, job *Job[T], released time.Duration, seq uint64) {
	t.Index = index
	t.Priority = job.Priority
	t.Cost = job.Cost
	t.Released = released
	t.Deadline = NoDeadline
	t.Key = job.Key
	t.Seq = seq
	if !job.Deadline.IsZero() {
		t.Deadline = job.Deadline.Sub(e.began)
	}
	if !job.NotBefore.IsZero() {
		t.NotBefore = job.NotBefore.Sub(e.began)
	}
}

// finish tells the queue how the run went and returns what the queue reports.
func (e *run[T, R]) finish(workers int) (details []Detail, err error) {
	e.total.Workers = workers
	f, finisher := As[Finisher](e.queue)
	r, reporter := As[Reporter](e.queue)
	if !finisher && !reporter {
		return nil, nil
	}
	err = e.guard(func() error {
		if finisher {
			f.Finish(e.total)
		}
		if reporter {
			details = r.Report()
		}
		return nil
	})
	return details, err
}

// stopAlarms stops all timers, and waits until none is running.
func (e *run[T, R]) stopAlarms() {
	e.held.stop()
	e.back.alarm.stop()
}

// verdict returns the error of the run: the strategy's, or the cause of the context's end if
// a job did not run because of it, or failed after it.
func (e *run[T, R]) verdict() error {
	if e.failure != nil {
		return e.failure
	}
	if e.truncated {
		return context.Cause(e.ctx)
	}
	return nil
}
