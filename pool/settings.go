package pool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// settings are what the With methods set.
type settings[T, R any] struct {
	processor Processor[T, R]
	strategy  Strategy[T, R] // nil: named by the Config
	factory   *Factory[T, R]
	logger    *slog.Logger
	handler   func(Result[R])
	discard   bool // the handler does nothing
	unbounded bool // results are kept until they are read, however many
	onWorker  startWorker
	monitor   Monitor
	join      func(bindable) (leave func()) // of the pool that the run is of; nil: there is none
}

// set has a With method change the settings. It panics while they are in use.
func (p *WorkerPool[T, R]) set(method string, change func(*settings[T, R])) *WorkerPool[T, R] {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.runs > 0 || p.streams() {
		panic("pool: " + method + " called while the pool runs: call it before Start and Run")
	}
	change(&p.settings)
	return p
}

// begin returns the settings, which stay as they are until end.
func (p *WorkerPool[T, R]) begin() settings[T, R] {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.runs++
	return p.settings
}

func (p *WorkerPool[T, R]) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.runs--
}

// streams reports whether a stream is running.
func (p *WorkerPool[T, R]) streams() bool {
	s := p.running()
	return s != nil && !s.ended()
}

// WithProcessor sets the function that does the jobs, and returns the pool.
func (p *WorkerPool[T, R]) WithProcessor(f Processor[T, R]) *WorkerPool[T, R] {
	return p.set("WithProcessor", func(s *settings[T, R]) { s.processor = f })
}

// WithStrategy sets the strategy, and returns the pool.
//
// A strategy that is written by hand, not made by [FromDiscipline], runs batches
// only. Whatever it does, every job gets one Result; results are matched by job ID.
// The processor that the strategy is given waits while NumWorkers jobs run,
// retries, times out and recovers as configured. Its context has the values of the
// context that the strategy passes, and always the end and the deadline of the run.
// The strategy may close results, leave results out and use worker numbers of its
// own; a panic of its goroutines, other than the one that called Execute, cannot be
// recovered. Run waits for every processor that Execute has left running.
func (p *WorkerPool[T, R]) WithStrategy(strategy Strategy[T, R]) *WorkerPool[T, R] {
	return p.set("WithStrategy", func(s *settings[T, R]) { s.strategy = strategy })
}

// WithDiscipline sets the strategy to one made of a discipline, and returns the
// pool.
func (p *WorkerPool[T, R]) WithDiscipline(d Discipline) *WorkerPool[T, R] {
	return p.set("WithDiscipline", func(s *settings[T, R]) { s.strategy = FromDiscipline[T, R](d) })
}

// WithFactory sets where [Config.Strategy] is looked up, and returns the pool.
func (p *WorkerPool[T, R]) WithFactory(f *Factory[T, R]) *WorkerPool[T, R] {
	return p.set("WithFactory", func(s *settings[T, R]) { s.factory = f })
}

// WithLogger sets where the pool logs: runs at debug level, broken strategies
// at error level. It returns the pool. Without a logger, or with nil, nothing
// is logged.
func (p *WorkerPool[T, R]) WithLogger(l *slog.Logger) *WorkerPool[T, R] {
	if l == nil {
		l = slog.New(slog.DiscardHandler)
	}
	return p.set("WithLogger", func(s *settings[T, R]) { s.logger = l })
}

// WithHandler sets a function that is called with each result of a stream, instead of
// keeping it for Results. It returns the pool. The function is called concurrently, but not
// with two results of one worker, and mostly by the worker that ran the job. A worker that
// has claimed several short jobs at once calls it for all of them when the last has ended,
// or before a job with a Cost of 10 µs or more. If one of the jobs takes long without a
// Cost, another goroutine calls the function, after a millisecond, for those that have
// ended. If the function panics or calls [runtime.Goexit], the stream ends, and Close
// returns the error.
func (p *WorkerPool[T, R]) WithHandler(f func(Result[R])) *WorkerPool[T, R] {
	return p.set("WithHandler", func(s *settings[T, R]) { s.handler, s.discard = f, false })
}

// WithoutResults makes a stream discard results instead of keeping them for Results, and
// returns the pool. It replaces a handler. Metrics still count failures.
func (p *WorkerPool[T, R]) WithoutResults() *WorkerPool[T, R] {
	return p.set("WithoutResults", func(s *settings[T, R]) { s.handler, s.discard = func(Result[R]) {}, true })
}

// WithUnboundedResults makes a stream keep any number of results until they are read, and
// returns the pool. Workers then never wait for a reader: all jobs can be submitted, and
// the stream closed, before Results is read.
func (p *WorkerPool[T, R]) WithUnboundedResults() *WorkerPool[T, R] {
	return p.set("WithUnboundedResults", func(s *settings[T, R]) { s.unbounded = true })
}

// logEnd logs the end of a run.
func (s *settings[T, R]) logEnd(ctx context.Context, msg, strategy string, out outcome, err error) {
	level := slog.LevelDebug
	if broken := (*StrategyError)(nil); errors.As(err, &broken) {
		level = slog.LevelError
	}
	s.logger.Log(ctx, level, msg, "strategy", strategy, "jobs", out.Jobs,
		"errors", out.Errors, "makespan", out.Makespan, "err", err)
}

// prepare checks the settings, and returns the strategy to run with.
func (s *settings[T, R]) prepare(config *Config) (Strategy[T, R], error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if s.processor == nil {
		return nil, errNoProcessor
	}
	strategy, err := s.choose(config)
	if err != nil {
		return nil, err
	}
	if _, ok := strategy.(disciplined); !ok && s.onWorker != nil {
		return nil, fmt.Errorf("strategy %q: is written by hand, OnWorker needs a Discipline", strategy.Name())
	}
	return strategy, nil
}

// choose returns the strategy.
func (s *settings[T, R]) choose(config *Config) (Strategy[T, R], error) {
	name := config.Strategy
	switch {
	case name == "" && s.strategy == nil:
		return FromDiscipline[T, R](FIFO{}), nil
	case name == "" || name == Custom:
		if s.strategy == nil {
			return nil, &ConfigError{"Strategy", name, "want WithStrategy or WithDiscipline to be called"}
		}
		return s.strategy, nil
	case s.strategy != nil:
		return nil, &ConfigError{"Strategy", name, fmt.Sprintf("but WithStrategy gave %q: want %q or nothing", s.strategy.Name(), Custom)}
	case s.factory == nil && normalName(name) == FIFO{}.Name():
		return FromDiscipline[T, R](FIFO{}), nil
	case s.factory == nil:
		return nil, &ConfigError{"Strategy", name, "which WithFactory has to be called for (strategies.Factory knows the built-ins)"}
	}
	return s.factory.Lookup(name)
}
