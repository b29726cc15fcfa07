package pool

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// stream is a run whose jobs arrive over time.
type stream[T, R any] struct {
	engine[T, R]
	intake[T]
	lot     *lot
	limiter Limiter      // the queue, if it is one
	seen    atomic.Int64 // its limit, as the last worker saw it
	outbox  *outbox[R]
	handler func(Result[R])
	metrics *metrics // nil: not wanted

	closing atomic.Bool   // the intake is closed: who finds nothing leaves
	gone    chan struct{} // closed when all workers have left and all is settled
	err     error         // of the stream; read after gone
	out     outcome       // the same
}

// A Limiter is a queue that wants fewer workers at times. Limit returns how
// many may take jobs, at least 1: workers from that number on get nothing from
// Pop, and are not woken for jobs that any worker can take; once the stream is
// being closed, they leave for good. It is called concurrently, and must be
// quick.
type Limiter interface{ Limit() int }

// Start begins a stream: from now on Submit accepts jobs. The stream ends with
// Close, or when ctx ends or [Config.Timeout] has passed; then the jobs that
// still wait get a Result with the cause. A strategy without a [Discipline]
// inside cannot run streams.
func (p *WorkerPool[T, R]) Start(ctx context.Context) error {
	strategy, err := p.prepare()
	if err != nil {
		return err
	}
	d, ok := strategy.(disciplined)
	if !ok {
		return fmt.Errorf("strategy %q: runs batches only: it is written by hand, a stream needs a Discipline", strategy.Name())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.running(); s != nil && !s.ended() {
		return ErrRunning
	}
	s := &stream[T, R]{handler: p.handler, gone: make(chan struct{})}
	if p.config.EnableMetrics {
		s.metrics = &p.metrics
	}
	release := s.init(ctx, &p.config, d.Discipline(), p.processor)
	if err := s.open(d.Discipline()); err != nil {
		release()
		return err
	}
	p.stream.Store(s)
	p.logger.DebugContext(ctx, "stream begins", "strategy", s.strategy, "workers", p.config.NumWorkers)
	stop := context.AfterFunc(s.ctx, s.abort)
	go func() {
		s.workers.Wait()
		stop()
		s.settleRest()
		release()
		p.logEnd(ctx, "stream ended", s.strategy, s.out, s.err)
		close(s.gone)
		s.outbox.end() // last: who has seen the end may start another stream
	}()
	return nil
}

// Submit hands a job to the stream. It waits while [Config.BufferSize] jobs
// wait, until its ctx ends, and then returns ctx's cause. It returns
// [ErrClosed] if no stream is running, and the stream's cause if that has
// ended. A job that was accepted, and no other, gets a Result.
//
// The job's Created is when it was released, from which its wait counts; if it
// is zero, it is set to the moment of the call.
//
// Workers wait for results to be read once several times BufferSize are not;
// so Submit, too, waits in the end for a reader of [WorkerPool.Results].
func (p *WorkerPool[T, R]) Submit(ctx context.Context, job Job[T]) error {
	s := p.running()
	if s == nil {
		return ErrClosed
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return s.submit(ctx, &job, true)
}

// TrySubmit is Submit without waiting: it returns [ErrFull] while BufferSize
// jobs wait.
func (p *WorkerPool[T, R]) TrySubmit(job Job[T]) error {
	s := p.running()
	if s == nil {
		return ErrClosed
	}
	return s.submit(s.ctx, &job, false)
}

// Close ends the stream: nothing more is accepted, and Close returns when every
// accepted job has its Result. A Submit that still waits gets [ErrClosed]. The
// error is what kept jobs from running, if anything did: the cause of the
// context's end, or a broken strategy. Without a stream Close does nothing.
//
// Results that were not read yet can still be read after Close.
func (p *WorkerPool[T, R]) Close() error {
	s := p.running()
	if s == nil {
		return nil
	}
	s.close()
	<-s.gone
	return s.err
}

// Results yields the results of the stream as jobs finish, and ends when the
// stream has ended and all were yielded. After a break, the rest can be read by
// another call. One goroutine reads at a time. Without a stream there is
// nothing to yield; with a handler neither.
func (p *WorkerPool[T, R]) Results() iter.Seq[Result[R]] {
	if s := p.running(); s != nil {
		return s.outbox.all()
	}
	return func(func(Result[R]) bool) {}
}

// running returns the stream that was started last.
func (p *WorkerPool[T, R]) running() *stream[T, R] { return p.stream.Load() }

func (s *stream[T, R]) ended() bool {
	select {
	case <-s.gone:
		return true
	default:
		return false
	}
}

// open makes the queue and sends the workers to work.
func (s *stream[T, R]) open(d Discipline) error {
	n, size := s.config.NumWorkers, s.config.bufferSize()
	s.stream = true
	s.source, s.sink = s, s
	s.initIntake(size)
	if err := s.makeQueue(d, Setup{Workers: n, Capacity: size, Stream: true}); err != nil {
		return err
	}
	s.limiter, _ = s.queue.(Limiter)
	s.seen.Store(int64(n))
	s.lot = newLot(n)
	s.outbox = newOutbox[R](n, size)
	for id := range n {
		s.start(&worker[T, R]{engine: &s.engine, id: id})
	}
	return nil
}

// close lets the workers leave when nothing waits any more.
func (s *stream[T, R]) close() {
	s.closeIntake(ErrClosed)
	s.outbox.lift()
	s.closing.Store(true)
	s.lot.rouseAll()
}

// abort is called when the context has ended.
func (s *stream[T, R]) abort() {
	s.closeIntake(context.Cause(s.ctx))
	s.outbox.lift()
	s.lot.rouseAll()
}

func (s *stream[T, R]) limit() int {
	if s.limiter == nil {
		return s.config.NumWorkers
	}
	return s.limiter.Limit()
}

// maxStreamClaim is less than maxClaim because results are handed over after
// the claim.
const maxStreamClaim = 16

// claim takes jobs from the queue, and waits for them.
func (s *stream[T, R]) claim(w *worker[T, R]) int {
	if w.claimed == nil {
		w.claimed = make([]int, 0, maxStreamClaim)
	}
	w.offer()
	for {
		if s.ctx.Err() != nil {
			return 0 // settleRest does what is left
		}
		closing := s.closing.Load() // before looking: nothing comes after it
		if n := s.pop(w); n > 0 {
			return n
		}
		if s.ctx.Err() != nil || closing {
			return 0
		}
		s.flush(w)
		w.stale = true
		s.lot.announce(w.id)
		if n := s.pop(w); n > 0 || s.closing.Load() || s.ctx.Err() != nil {
			s.lot.retract(w.id)
			if n > 0 {
				return n
			}
			continue
		}
		s.lot.wait(w.id)
	}
}

// pop takes jobs from the queue without waiting: it copies them and frees their
// slots.
func (s *stream[T, R]) pop(w *worker[T, R]) int {
	n := s.queue.Pop(w.id, w.claimed)
	if s.limiter != nil {
		s.followLimit(w, n)
	}
	if n == 0 {
		return 0
	}
	if n < 0 || n > len(w.claimed) {
		s.broken(fmt.Errorf("Pop returned %d jobs, want 0 to %d", n, len(w.claimed)))
		return 0
	}
	kept := 0
	w.jobs = w.jobs[:0]
	for _, i := range w.claimed[:n] {
		if uint(i) >= uint(len(s.slots)) {
			s.broken(fmt.Errorf("handed out job %d of %d", i, len(s.slots)))
			continue
		}
		if !s.slots[i].taken.Swap(false) {
			s.broken(fmt.Errorf("handed out job %d, which does not wait", i))
			continue
		}
		w.jobs = append(w.jobs, s.slots[i].job)
		w.claimed[kept] = i
		kept++
	}
	if kept == 0 {
		return 0
	}
	s.release(w.claimed[:kept])
	if s.inLine.Load() > 0 {
		s.intake.mu.Lock()
		s.letIn()
		s.intake.mu.Unlock()
	}
	return kept
}

// followLimit wakes others where this worker's look at the queue has changed
// who may take jobs, or showed that it may not: nobody else would, if jobs wait
// and no more come.
func (s *stream[T, R]) followLimit(w *worker[T, R], n int) {
	limit := min(s.limiter.Limit(), s.config.NumWorkers)
	if n == 0 && w.id >= limit {
		s.lot.rouse(AnyWorker, limit) // the job for which this one may have been woken
	}
	// Compared with the limit that any worker saw last, not with this one's:
	// those who found it low may all be parked.
	if int64(limit) == s.seen.Load() {
		return
	}
	for range int64(limit) - s.seen.Swap(int64(limit)) {
		s.lot.rouse(AnyWorker, limit)
	}
}

func (s *stream[T, R]) job(w *worker[T, R]) *Job[T] { return &w.jobs[w.at] }

func (s *stream[T, R]) result(w *worker[T, R]) *Result[R] {
	n := len(w.results)
	if n == cap(w.results) {
		w.results = append(w.results, Result[R]{})
	}
	w.results = w.results[:n+1]
	return &w.results[n]
}

// settled hands the result over at once, but for those of a claim of short
// jobs, which are handed over together.
func (s *stream[T, R]) settled(w *worker[T, R], service time.Duration) (stale bool) {
	if w.at < w.have && service < claimLength && s.ctx.Err() == nil {
		return false
	}
	return s.handOver(w)
}

func (s *stream[T, R]) handOver(w *worker[T, R]) (long bool) {
	if s.handler != nil {
		done := w.results
		w.results = w.results[:0]
		for i := range done {
			s.handle(done[i])
		}
		long = true
	} else {
		long = s.outbox.put(w.id, w.results...)
		w.results = w.results[:0]
	}
	if s.metrics != nil && w.summary.Jobs >= 64 {
		s.report(w)
	}
	return long
}

// handle calls the handler. Its panic ends the stream.
func (s *stream[T, R]) handle(r Result[R]) {
	defer func() {
		if v := recover(); v != nil {
			s.fail(fmt.Errorf("result handler: %w", &PanicError{v, debug.Stack()}))
		}
	}()
	s.handler(r)
}

// flush is called by a worker that has nothing to do or leaves.
func (s *stream[T, R]) flush(w *worker[T, R]) {
	if len(w.results) > 0 {
		s.handOver(w)
	}
	if s.metrics != nil && w.summary.Jobs > 0 {
		s.report(w)
	}
}

// report adds what the worker has done to the pool's metrics.
func (s *stream[T, R]) report(w *worker[T, R]) {
	s.metrics.add(s.strategy, outcome{Summary: w.summary})
	s.engine.mu.Lock()
	s.total.add(&w.summary)
	s.engine.mu.Unlock()
	w.summary = Summary{}
}

// settleRest gives every job that still waits a result, once no worker is left,
// and ends the stream.
func (s *stream[T, R]) settleRest() {
	// A Submit may be about to place a job; once the intake is closed none is.
	why := error(ErrClosed)
	if s.ctx.Err() != nil {
		why = context.Cause(s.ctx)
	}
	s.closeIntake(why)
	now := s.began.Add(s.since())
	rest := 0
	for i := range s.slots[:s.fresh] {
		if !s.slots[i].taken.Load() {
			continue
		}
		if rest++; s.ctx.Err() == nil {
			s.broken(fmt.Errorf("lost job %d", i))
		}
		r := s.unrun(&s.slots[i].job, now)
		if s.handler != nil {
			s.handle(r)
		} else {
			s.outbox.put(0, r)
		}
	}
	unrun := Summary{Jobs: rest, Errors: rest}
	s.total.add(&unrun)
	s.err = s.verdict()
	details, err := s.finish(s.config.NumWorkers)
	if s.err == nil {
		s.err = err
	}
	s.out = outcome{s.total, details}
	if s.metrics != nil {
		s.metrics.add(s.strategy, outcome{unrun, details})
	}
}
