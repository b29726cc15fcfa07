package pool

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// foreign is a run of a strategy written by hand, which makes its own
// goroutines and reports on a channel. It keeps the pool's promises where the
// strategy does not: the processor is bounded, retried and recovered, sees the
// run's context whatever context it is given, and every job gets one Result.
type foreign[T, R any] struct {
	ctx       context.Context
	began     time.Time
	cancel    context.CancelCauseFunc
	config    *Config
	processor Processor[T, R]
	monitor   Monitor
	started   atomic.Int64  // jobs that the monitor knows have run
	slots     chan struct{} // one element per running processor
	truncated atomic.Bool   // a job did not run because the context ended, or failed after that
}

// runForeign executes the strategy and writes one result per job to results, in
// job order.
func runForeign[T, R any](ctx context.Context, config *Config, s Strategy[T, R], jobs []Job[T],
	set *settings[T, R], results []Result[R]) (outcome, error) {
	if len(jobs) == 0 {
		return outcome{}, nil
	}
	began := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(context.Canceled)
	if config.Timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = withTimeout(ctx, config)
		defer stop()
	}
	f := &foreign[T, R]{config: config, processor: set.processor, monitor: set.monitor, slots: make(chan struct{}, min(config.NumWorkers, len(jobs)))}
	f.ctx, f.began, f.cancel = ctx, began, cancel

	// The wrapped processor retries and times out, so the strategy must not.
	own := *config
	own.MaxRetries, own.WorkerTimeout = 0, 0
	sent := make(chan Result[R], config.bufferSize())
	done := make(chan error, 1)
	f.tell(func(m Monitor) { m.Queued(len(jobs)) })
	go execute(f.ctx, s, &own, jobs, f.process, sent, done)

	book := newLedger(s.Name(), jobs, results)
	err := book.collect(sent, done)
	rest := book.settleRest(ctx, err)
	verdict := f.verdict(err, rest, book)
	cancel(verdict)
	for range cap(f.slots) {
		f.slots <- struct{}{} // once all are taken, no processor runs any more
	}
	for range int64(len(jobs)) - f.started.Load() {
		f.tell(func(m Monitor) { m.Skipped(verdict) })
	}
	return book.outcome(began, config.NumWorkers), verdict
}

// execute runs the strategy, and turns its panic or Goexit into an error.
func execute[T, R any](ctx context.Context, s Strategy[T, R], config *Config, jobs []Job[T],
	processor Processor[T, R], sent chan<- Result[R], done chan<- error) {
	err := errors.New("Execute called runtime.Goexit")
	defer func() {
		if v := recover(); v != nil {
			err = &StrategyError{s.Name(), &PanicError{v, debug.Stack()}}
		}
		done <- err
	}()
	err = s.Execute(ctx, config, jobs, processor, sent)
}

// releasedAt is when a job without Created was released in a hand-written strategy.
type releasedAt time.Time

func (r releasedAt) jobReleased() time.Time { return time.Time(r) }

// tell notifies the monitor, if there is one. A panic in the monitor ends the run.
func (f *foreign[T, R]) tell(say func(Monitor)) {
	if f.monitor == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			f.cancel(fmt.Errorf("monitor: %w", endedBy(v)))
		}
	}()
	say(f.monitor)
}

// process is the processor that the strategy gets.
func (f *foreign[T, R]) process(ctx context.Context, job Job[T]) (data R, err error) {
	ctx, release := f.join(context.WithValue(ctx, workerKey{}, releasedAt(f.began)))
	defer release()
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
	case <-f.ctx.Done():
	}
	if f.ctx.Err() != nil {
		f.truncated.Store(true)
		return data, context.Cause(f.ctx)
	}
	if ctx.Err() != nil {
		return data, context.Cause(ctx)
	}
	began := time.Now()
	if f.config.expired(&job.Deadline, began) {
		return data, errExpired
	}
	f.started.Add(1)
	f.tell(func(m Monitor) {
		released := f.began
		if !job.Created.IsZero() {
			released = job.Created
		}
		m.Started(-1, began.Sub(released), 0)
	})
	defer func() {
		f.tell(func(m Monitor) { m.Ended(-1, Outcome{time.Since(began), 1, err}, false) })
	}()
	// The processor runs in a separate goroutine, so that its Goexit cannot end the
	// strategy's goroutine and lose the job's result.
	type outcome struct {
		data R
		err  error
	}
	ended := make(chan outcome, 1)
	go func() {
		out := outcome{err: ErrGoexit}
		defer func() {
			if v := recover(); v != nil {
				out.err = &PanicError{v, debug.Stack()}
			}
			ended <- out
		}()
		out.data, out.err = attempts(ctx, f.config, f.processor, &job)
	}()
	out := <-ended
	if out.err != nil && f.ctx.Err() != nil {
		f.truncated.Store(true)
	}
	return out.data, out.err
}

// join returns a context with the values of the strategy's context. It ends with that
// context or with the run, whichever ends first: the strategy's context may come from
// context.Background or context.WithoutCancel, and never end.
func (f *foreign[T, R]) join(ctx context.Context) (joined context.Context, release func()) {
	if ctx == f.ctx {
		return ctx, func() {}
	}
	joined, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(f.ctx, func() { cancel(context.Cause(f.ctx)) })
	release = func() {
		if !stop() {
			<-joined.Done()
		}
		cancel(context.Canceled)
	}
	ends, ok := f.ctx.Deadline()
	if earlier, has := ctx.Deadline(); ok && (!has || ends.Before(earlier)) {
		joined = deadlined{joined, ends}
	}
	return joined, release
}

// deadlined is a context with the deadline of another context.
type deadlined struct {
	context.Context
	ends time.Time
}

func (d deadlined) Deadline() (time.Time, bool) { return d.ends, true }

// verdict returns the error of the run.
func (f *foreign[T, R]) verdict(err error, rest int, book *ledger[T, R]) error {
	switch broken := (*StrategyError)(nil); {
	case errors.As(err, &broken):
		return err
	case f.ctx.Err() != nil && (err != nil || rest > 0 || f.truncated.Load()):
		return context.Cause(f.ctx)
	case err != nil:
		return &StrategyError{book.strategy, err}
	case book.surplus > 0:
		return &StrategyError{book.strategy, fmt.Errorf("sent %d results for no job, or for a job that had one (first: job %q)", book.surplus, book.firstSurplus)}
	case rest > 0:
		return &StrategyError{book.strategy, fmt.Errorf("sent no result for %d of %d jobs", rest, len(book.jobs))}
	}
	return nil
}
