package pool

import (
	"context"
	"fmt"
	"iter"
	"math"
	"sync"

	"github.com/go-foundations/poolbench/pool/internal/mailbox"
)

// stream is a run whose jobs arrive over time.
type stream[T, R any] struct {
	run     run[T, R]
	intake  intake[T]
	outbox  *mailbox.Mailbox[Result[R]]
	members []*worker[T, R] // all workers
	outside sync.WaitGroup  // Submits that settle a job themselves, without a worker
	handler func(Result[R])
	late    late     // with a handler
	metrics *metrics // nil: disabled

	starved chan struct{} // closed once a worker waits for a reader and there has never been one

	gone chan struct{} // closed when all workers have left and every job is settled
	err  error         // of the stream; valid once gone is closed
	out  outcome       // the same
}

// A Limiter is a queue that at times wants fewer workers. Limit returns how many may
// take jobs, at least 1: workers with that number or a greater one get nothing from Pop,
// take over no jobs of a [Sharer], and are not woken for jobs that any worker can take. It
// is called concurrently, and must be quick.
type Limiter interface{ Limit() int }

// Start begins a stream: from now on Submit accepts jobs. The stream ends with
// Close, or when ctx ends or [Config.Timeout] has passed; then the jobs that
// still wait get a Result with the cause. A strategy without a [Discipline]
// inside cannot run streams.
func (p *WorkerPool[T, R]) Start(ctx context.Context) error {
	set := p.begin()
	defer p.end()
	strategy, err := set.prepare(&p.config)
	if err != nil {
		return err
	}
	d, ok := strategy.(disciplined)
	if !ok {
		return fmt.Errorf("strategy %q: runs batches only: it is written by hand, a stream needs a Discipline", strategy.Name())
	}
	p.starting.Lock()
	defer p.starting.Unlock()
	if p.streams() {
		return ErrRunning
	}
	s := &stream[T, R]{handler: set.handler, gone: make(chan struct{})}
	if p.config.EnableMetrics {
		s.metrics = &p.metrics
	}
	release := s.run.init(ctx, &p.config, d.Discipline(), &set)
	if err := s.prepare(d.Discipline(), set.unbounded); err != nil {
		release()
		return err
	}
	crew := make([]*worker[T, R], s.run.size)
	for id := range crew {
		w := &worker[T, R]{run: &s.run, stream: s, id: id, most: maxStreamClaim}
		w.initContext()
		crew[id] = w
	}
	s.members, s.run.published, s.run.counted = crew, !set.discard, len(crew) > fewWorkers
	if s.run.shares && len(crew) > 1 {
		s.run.crew = crew
	}
	leave := p.join(&s.run)
	for _, w := range crew {
		s.run.start(w)
	}
	p.stream.Store(s)
	set.logger.DebugContext(ctx, "stream begins", "strategy", s.run.strategy, "workers", p.config.NumWorkers)
	stop := s.run.atEnd(s.abort)
	go func() {
		s.run.workers.Wait()
		leave()
		stop()
		s.run.stopAlarms()
		s.late.stop()
		s.settleRest()
		release()
		set.logEnd(ctx, "stream ended", s.run.strategy, s.out, s.err)
		close(s.gone)
		s.outbox.End() // at the very end, since a reader that sees it may start another stream
	}()
	return nil
}

// Submit hands a job to the stream. While [Config.BufferSize] jobs wait, it waits until
// there is room, or until ctx ends, and then returns ctx's cause; or it does what
// [Config.WhenFull] says instead. It returns [ErrClosed] if no stream is running, and the
// cause of the stream's end if its context has ended. A job gets a Result if and only if
// it was accepted.
//
// The job's Created is when it was released, from which its wait counts; if it is zero,
// that is the moment of the call.
//
// Once BufferSize results are unread, workers wait for a reader, each with the results of
// the jobs that it claimed last, at most 16; so Submit, too, finally waits for a reader of
// [WorkerPool.Results]. If there has never been one, it returns [ErrNoReader] after some
// seconds.
//
// A job may submit to its own pool, with its own context or one derived from it. If the
// jobs of all workers do so and the buffer is full, none can make room: then the last of
// them gets [ErrSelfSubmit]. The pool does not recognize a Submit by a job with another
// context, or by a handler, which may wait forever.
func (p *WorkerPool[T, R]) Submit(ctx context.Context, job Job[T]) error {
	s := p.running()
	if s == nil {
		return ErrClosed
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return s.submitOr(ctx, &job, nil, s.run.config.WhenFull)
}

// TrySubmit is like Submit, but never waits: it returns [ErrFull] while BufferSize jobs
// wait.
func (p *WorkerPool[T, R]) TrySubmit(job Job[T]) error {
	s := p.running()
	if s == nil {
		return ErrClosed
	}
	return s.submitOr(s.run.ctx, &job, nil, RefuseWhenFull)
}

// Close ends the stream: it accepts no more jobs, and returns when every accepted job has
// its Result. A Submit that still waits gets [ErrClosed]. Close returns the error that
// kept jobs from running, if any: the cause of the context's end, a broken strategy, or a
// handler that panicked. Without a stream Close does nothing. A processor or handler must
// not call it: it would wait for itself.
//
// Results that were not read yet can still be read after Close, until the next
// Start.
func (p *WorkerPool[T, R]) Close() error {
	s := p.running()
	if s == nil {
		return nil
	}
	s.close()
	<-s.gone
	return s.err
}

// Results yields the results of the stream as jobs finish, and ends when the stream has
// ended and all results were yielded. A worker that has claimed several short jobs hands
// their results over together; a reader that finds no others takes the results of those
// jobs that have ended. After a break, another call reads the rest. Only one goroutine may
// read at a time. Without a stream, or with a handler, Results yields nothing.
func (p *WorkerPool[T, R]) Results() iter.Seq[Result[R]] {
	if s := p.running(); s != nil {
		s.outbox.Visit()
		return s.outbox.All()
	}
	return func(func(Result[R]) bool) {}
}

// running returns the most recently started stream.
func (p *WorkerPool[T, R]) running() *stream[T, R] { return p.stream.Load() }

func (s *stream[T, R]) ended() bool {
	select {
	case <-s.gone:
		return true
	default:
		return false
	}
}

// prepare sets up everything that the workers need. If unbounded, any number of results may
// wait for a reader.
func (s *stream[T, R]) prepare(d Discipline, unbounded bool) error {
	n, size := s.run.config.workers(), s.run.config.bufferSize()
	s.run.stream = true
	s.run.source, s.run.sink = s, s
	s.initIntake(size)
	if err := s.run.makeQueue(d, Setup{Workers: n, Capacity: size, Stream: true}); err != nil {
		return err
	}
	if s.run.config.WhenFull == DropOldest && !s.run.quick {
		return fmt.Errorf("strategy %q: %w", s.run.strategy,
			&ConfigError{"WhenFull", DropOldest, "want another policy: only the shared queue can drop its oldest job"})
	}
	if s.run.quick {
		s.intake.turns = &turns{workers: int64(n), room: size}
	}
	limit := int64(size)
	if unbounded {
		limit = math.MaxInt64
	}
	s.starved = make(chan struct{})
	s.outbox = mailbox.New(n, limit, s.early, func() { close(s.starved) })
	return nil
}

// close lets the workers leave when nothing waits any more.
func (s *stream[T, R]) close() {
	s.closeIntake(ErrClosed)
	s.outbox.Lift()
	s.run.lot.Close()
}

// abort is called when the context has ended.
func (s *stream[T, R]) abort() {
	s.closeIntake(context.Cause(s.run.ctx))
	s.outbox.Lift()
	s.run.wakeAtEnd()
}
