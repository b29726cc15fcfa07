package pool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
)

// A WorkerPool runs jobs on workers: a batch at a time with Run, or a stream
// with Start, Submit and Close. Its methods are safe for concurrent use, but
// for the With methods, which come first.
type WorkerPool[T, R any] struct {
	config    Config
	processor Processor[T, R]
	strategy  Strategy[T, R] // nil: named by config
	factory   *Factory[T, R]
	logger    *slog.Logger
	handler   func(Result[R])

	metrics metrics

	mu     sync.Mutex
	jobs   []Job[T]                     // added since the last Run
	stream atomic.Pointer[stream[T, R]] // started last
}

// New returns a pool with [DefaultConfig].
func New[T, R any]() *WorkerPool[T, R] { return NewWithConfig[T, R](DefaultConfig()) }

// NewWithConfig returns a pool with the given configuration. What is wrong with
// it is the error of Run or Start.
func NewWithConfig[T, R any](config Config) *WorkerPool[T, R] {
	return &WorkerPool[T, R]{config: config, logger: slog.New(slog.DiscardHandler)}
}

// WithProcessor sets the function that does the jobs, and returns the pool.
func (p *WorkerPool[T, R]) WithProcessor(f Processor[T, R]) *WorkerPool[T, R] {
	p.processor = f
	return p
}

// WithStrategy sets the strategy, and returns the pool.
//
// A strategy that is written by hand, not made by [FromDiscipline], runs
// batches only. Whatever it does, every job gets one Result, filed under its ID.
// The processor that the strategy is given waits while NumWorkers jobs run,
// retries, times out and recovers as configured. It sees the values of the
// context that the strategy passes, and the end and the deadline of the run,
// whatever that context is. The
// strategy may close results, leave results out and use worker numbers of its
// own; a panic of its goroutines, other than the one that called Execute,
// cannot be recovered. Run waits for every processor that Execute has left
// running.
func (p *WorkerPool[T, R]) WithStrategy(s Strategy[T, R]) *WorkerPool[T, R] {
	p.strategy = s
	return p
}

// WithDiscipline sets the strategy to one made of a discipline, and returns the
// pool.
func (p *WorkerPool[T, R]) WithDiscipline(d Discipline) *WorkerPool[T, R] {
	return p.WithStrategy(FromDiscipline[T, R](d))
}

// WithFactory sets where [Config.Strategy] is looked up, and returns the pool.
func (p *WorkerPool[T, R]) WithFactory(f *Factory[T, R]) *WorkerPool[T, R] {
	p.factory = f
	return p
}

// WithLogger sets where the pool logs: runs at debug level, broken strategies
// at error level. It returns the pool. Without a logger, or with nil, nothing
// is logged.
func (p *WorkerPool[T, R]) WithLogger(l *slog.Logger) *WorkerPool[T, R] {
	if l == nil {
		l = slog.New(slog.DiscardHandler)
	}
	p.logger = l
	return p
}

// WithHandler sets a function that is called with each result of a stream, by
// the worker that ran the job, instead of keeping it for Results. It returns
// the pool. Workers call the function concurrently. If it panics or calls
// [runtime.Goexit], the stream ends, and Close says why.
func (p *WorkerPool[T, R]) WithHandler(f func(Result[R])) *WorkerPool[T, R] {
	p.handler = f
	return p
}

// AddJob adds a job to the next Run.
func (p *WorkerPool[T, R]) AddJob(job Job[T]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs = append(p.jobs, job)
}

// AddJobs adds jobs to the next Run. The pool may keep the slice instead of
// copying it: leave it as it is until Run returns. The pool does not write to
// it.
func (p *WorkerPool[T, R]) AddJobs(jobs []Job[T]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.jobs) == 0 {
		p.jobs = slices.Clip(jobs)
		return
	}
	p.jobs = append(p.jobs, jobs...)
}

// Run runs the jobs added since the last Run and returns one Result for each,
// in the order in which they were added, and what kept the run from its end, if
// anything did: a bad configuration, the context, or a broken strategy. There
// are as many results as jobs also then, unless the run could not begin: then
// there is none, and the jobs are there for the next Run. A job that fails is no
// error of the run.
func (p *WorkerPool[T, R]) Run() ([]Result[R], error) {
	return p.RunContext(context.Background())
}

// RunContext is Run, until ctx ends: then no further job starts, the running
// ones see their context end, and the rest get a Result with ctx's cause.
func (p *WorkerPool[T, R]) RunContext(ctx context.Context) ([]Result[R], error) {
	return p.RunInto(ctx, nil)
}

// RunInto is RunContext with the memory of earlier results: if dst has the
// capacity, its elements are overwritten and returned. Fresh memory costs more
// than running an empty job does.
func (p *WorkerPool[T, R]) RunInto(ctx context.Context, dst []Result[R]) ([]Result[R], error) {
	strategy, err := p.prepare()
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	if s := p.running(); s != nil && !s.ended() {
		p.mu.Unlock()
		return nil, ErrRunning
	}
	jobs := p.jobs
	p.jobs = nil
	p.mu.Unlock()

	p.logger.DebugContext(ctx, "run begins", "strategy", strategy.Name(), "jobs", len(jobs), "workers", p.config.NumWorkers)
	if cap(dst) < len(jobs) {
		dst = make([]Result[R], len(jobs))
	}
	results := dst[:len(jobs)]
	var out outcome
	if d, ok := strategy.(disciplined); ok {
		out, err = runBatch(ctx, &p.config, d.Discipline(), jobs, p.processor, memory[T, R]{results})
	} else {
		out, err = runForeign(ctx, &p.config, strategy, jobs, p.processor, results)
	}
	if out.Jobs == 0 {
		results = nil // refused: nothing was run, nothing written
		p.restore(jobs)
	}
	if p.config.EnableMetrics {
		p.metrics.add(strategy.Name(), out)
	}
	p.logEnd(ctx, "run ended", strategy.Name(), out, err)
	return results, err
}

// restore puts jobs that a run has refused before those that came since.
func (p *WorkerPool[T, R]) restore(jobs []Job[T]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs = append(jobs[:len(jobs):len(jobs)], p.jobs...)
}

func (p *WorkerPool[T, R]) logEnd(ctx context.Context, msg, strategy string, out outcome, err error) {
	level := slog.LevelDebug
	if broken := (*StrategyError)(nil); errors.As(err, &broken) {
		level = slog.LevelError
	}
	p.logger.Log(ctx, level, msg, "strategy", strategy, "jobs", out.Jobs,
		"errors", out.Errors, "makespan", out.Makespan, "err", err)
}

// prepare returns the strategy to run with, once everything is in order.
func (p *WorkerPool[T, R]) prepare() (Strategy[T, R], error) {
	if err := p.config.Validate(); err != nil {
		return nil, err
	}
	if p.processor == nil {
		return nil, errNoProcessor
	}
	name := p.config.Strategy
	switch {
	case name == "" && p.strategy == nil:
		return FromDiscipline[T, R](FIFO{}), nil
	case name == "" || name == Custom:
		if p.strategy == nil {
			return nil, &ConfigError{"Strategy", name, "want WithStrategy or WithDiscipline to be called"}
		}
		return p.strategy, nil
	case p.strategy != nil:
		return nil, &ConfigError{"Strategy", name, fmt.Sprintf("but WithStrategy gave %q: want %q or nothing", p.strategy.Name(), Custom)}
	case p.factory == nil && normalName(name) == FIFO{}.Name():
		return FromDiscipline[T, R](FIFO{}), nil
	case p.factory == nil:
		return nil, &ConfigError{"Strategy", name, "which WithFactory has to be called for (strategies.Factory knows the built-ins)"}
	}
	return p.factory.Lookup(name)
}
