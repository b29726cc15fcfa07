package pool

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
)

// A WorkerPool runs jobs on workers: a batch at a time with Run, or a stream
// with Start, Submit and Close. Its methods are safe for concurrent use. The With
// methods panic while a stream or a Run is running.
type WorkerPool[T, R any] struct {
	config  Config
	metrics metrics
	stream  atomic.Pointer[stream[T, R]] // started last

	starting sync.Mutex // held by Start, of which one runs at a time; guards what is written to stream

	mu       sync.Mutex     // guards the following
	settings settings[T, R] // not written while a stream or a Run is running
	runs     int            // of Run that have not returned, and of Start
	jobs     []Job[T]       // added since the last Run
	bound    bound          // of Resize and Pause
	bindable map[bindable]struct{}
}

// New returns a pool with [DefaultConfig].
func New[T, R any]() *WorkerPool[T, R] { return NewWithConfig[T, R](DefaultConfig()) }

// NewWithConfig returns a pool with the given configuration. Run and Start return an
// error if it is not valid.
func NewWithConfig[T, R any](config Config) *WorkerPool[T, R] {
	return &WorkerPool[T, R]{config: config, bound: bound{size: config.NumWorkers}, settings: settings[T, R]{logger: slog.New(slog.DiscardHandler)}}
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

// Run runs the jobs added since the last Run and returns one Result for each, in the
// order in which they were added, and the error that stopped the run, if any: a bad
// configuration, the end of the context, or a broken strategy. Even then there are as many
// results as jobs, unless the run could not begin: then there are none, and the jobs stay
// for the next Run. A failed job is not an error of the run.
func (p *WorkerPool[T, R]) Run() ([]Result[R], error) {
	return p.RunContext(context.Background())
}

// RunContext is like Run, but stops when ctx ends: no further job starts, the context of
// the running ones ends, and the rest get a Result with ctx's cause.
func (p *WorkerPool[T, R]) RunContext(ctx context.Context) ([]Result[R], error) {
	return p.RunInto(ctx, nil)
}

// RunInto is like RunContext, but reuses memory: if dst has the capacity, its elements are
// overwritten and returned. Fresh memory costs more than running an empty job.
func (p *WorkerPool[T, R]) RunInto(ctx context.Context, dst []Result[R]) ([]Result[R], error) {
	set := p.begin()
	set.join = p.join
	defer p.end()
	strategy, err := set.prepare(&p.config)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	if p.streams() {
		p.mu.Unlock()
		return nil, ErrRunning
	}
	jobs := p.jobs
	p.jobs = nil
	p.mu.Unlock()

	set.logger.DebugContext(ctx, "run begins", "strategy", strategy.Name(), "jobs", len(jobs), "workers", p.config.NumWorkers)
	if cap(dst) < len(jobs) {
		dst = make([]Result[R], len(jobs))
	}
	results := dst[:len(jobs)]
	var out outcome
	if d, ok := strategy.(disciplined); ok {
		out, err = runBatch(ctx, &p.config, d.Discipline(), jobs, &set, memory[T, R]{results})
	} else {
		out, err = runForeign(ctx, &p.config, strategy, jobs, &set, results)
	}
	if out.Jobs == 0 {
		results = nil // refused: nothing was run, nothing written
		p.restore(jobs)
	}
	if p.config.EnableMetrics {
		p.metrics.add(strategy.Name(), out)
	}
	set.logEnd(ctx, "run ended", strategy.Name(), out, err)
	return results, err
}

// restore puts the jobs of a run that could not begin before those added since.
func (p *WorkerPool[T, R]) restore(jobs []Job[T]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs = append(jobs[:len(jobs):len(jobs)], p.jobs...)
}
