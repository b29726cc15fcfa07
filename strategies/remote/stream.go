package remote

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A Stream is a run whose jobs arrive over time, with the methods of a pool's stream. Its
// methods are safe for concurrent use.
type Stream[T, R any] struct {
	strategy *Strategy[T, R]
	watch    *watch
	ctx      context.Context // ends with the stream
	stop     context.CancelCauseFunc
	answers  answers[R]
	room     chan struct{}       // an element for each job without a result that was read
	results  chan pool.Result[R] // has room for as many
	gone     chan struct{}       // closed when all is settled
	err      error               // read after gone

	mu      sync.Mutex // guards the following
	pending map[int64]*pending
	next    int64 // number of the next job
	closed  bool  // Close was called
	ended   bool  // what is pending has its result
}

// pending is a job of a stream that has no result.
type pending struct {
	id       string
	released time.Time
	accepted bool   // Submit has returned nil, or is about to
	message  []byte // if it may be published again
}

// errDone ends a batch all of whose jobs have a result, and a stream that was closed and has no more jobs.
var errDone = errors.New("remote: all is done")

// trimEvery is after how many results a stream discards them from its log.
const trimEvery = 1024

// Start begins a stream, and waits for a server that is unavailable. The stream ends with
// Close, or when ctx ends; then the jobs that have no result get one with the cause. A
// strategy with a RunID refuses: streams are not resumed.
func (s *Strategy[T, R]) Start(ctx context.Context) (*Stream[T, R], error) {
	switch {
	case s.RunID != "":
		return nil, fmt.Errorf("remote: Strategy.RunID is %q: a stream cannot be resumed, want none", s.RunID)
	case s.Window < 0:
		return nil, fmt.Errorf("remote: Strategy.Window is %d: want 0 or more", s.Window)
	}
	id, leave, err := s.enter("")
	if err != nil {
		return nil, err
	}
	_, reader, err := follow(ctx, s.Engine, logOf(id, 0))
	if err != nil {
		leave()
		return nil, err
	}
	window := s.Window
	if window == 0 {
		window = pool.DefaultBufferSize
	}
	st := &Stream[T, R]{
		strategy: s, watch: s.watch(id), answers: answers[R]{codec: orJSON(s.Codec)}, pending: map[int64]*pending{},
		room: make(chan struct{}, window), results: make(chan pool.Result[R], window), gone: make(chan struct{}),
	}
	st.ctx, st.stop = context.WithCancelCause(ctx)
	w := st.watch
	w.take, w.lacks, w.fail, w.trims = st.take, st.lacks, st.stop, true
	var keeper sync.WaitGroup
	keeper.Go(func() {
		if err := w.keep(st.ctx); err != nil {
			st.stop(err)
		}
	})
	go func() {
		defer leave()
		err := w.read(st.ctx, 0, reader)
		st.stop(err)
		reader.Close()
		keeper.Wait()
		w.readers.Wait()
		st.settle(context.Cause(st.ctx))
		s.remove(ctx, w)
		close(st.results)
		close(st.gone)
	}()
	return st, nil
}

// Submit publishes a job. While Window jobs have no result that was read, it waits until
// there is room, or until ctx ends, and then returns ctx's cause. A job gets a Result if and
// only if Submit returned nil; one that was not accepted may run all the same. Submit returns
// [pool.ErrClosed] after Close, and the cause once the stream has ended.
func (st *Stream[T, R]) Submit(ctx context.Context, job pool.Job[T]) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case st.room <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-st.ctx.Done():
		return st.refusal()
	}
	number, err := st.admit(&job)
	if err != nil {
		<-st.room
		return err
	}
	w := st.watch
	message, err := st.strategy.encode(headerOf(w.run, number, &job), &job)
	if err == nil {
		st.mu.Lock()
		if p := st.pending[number]; p != nil && w.every > 0 {
			p.message = message
		}
		st.mu.Unlock()
		ctx, cancel := context.WithCancelCause(ctx)
		stop := context.AfterFunc(st.ctx, func() { cancel(context.Cause(st.ctx)) })
		err = patiently(ctx, func() error { return w.engine.Publish(ctx, w.queue, message) })
		stop()
		cancel(nil)
		w.hear()
	}
	return st.accept(number, err)
}

// refusal is why an ended stream takes no job.
func (st *Stream[T, R]) refusal() error {
	if err := context.Cause(st.ctx); err != errDone {
		return err
	}
	return pool.ErrClosed
}

// admit gives a job its number.
func (st *Stream[T, R]) admit(job *pool.Job[T]) (int64, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.ended {
		return 0, st.refusal()
	}
	if st.closed {
		return 0, pool.ErrClosed
	}
	number := st.next
	st.next++
	st.pending[number] = &pending{id: job.ID, released: released(job, time.Now())}
	return number, nil
}

// accept settles whether a job that was published, or not for err, is part of the stream.
func (st *Stream[T, R]) accept(number int64, err error) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	p := st.pending[number]
	switch {
	case p == nil: // it has its result already
		return nil
	case err == nil && st.ended:
		err = st.refusal()
	case err == nil:
		p.accepted = true
		return nil
	}
	delete(st.pending, number)
	<-st.room
	st.endIfDoneLocked()
	return err
}

func (st *Stream[T, R]) endIfDoneLocked() {
	if st.closed && len(st.pending) == 0 {
		st.stop(errDone)
	}
}

// Close ends the stream: it takes no more jobs, and returns when every job has its result,
// with the cause if the stream's context has ended before. Results can still be read.
func (st *Stream[T, R]) Close() error {
	st.mu.Lock()
	st.closed = true
	st.endIfDoneLocked()
	st.mu.Unlock()
	<-st.gone
	return st.err
}

// Results yields the results as they come in, and ends when the stream has ended and all
// were yielded. After a break, another call yields the rest.
func (st *Stream[T, R]) Results() iter.Seq[pool.Result[R]] {
	return func(yield func(pool.Result[R]) bool) {
		for r := range st.results {
			<-st.room
			if !yield(r) {
				return
			}
		}
	}
}

func (st *Stream[T, R]) take(r *record, body []byte) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	p := st.pending[r.Number]
	if !st.strategy.count(r, p != nil) {
		return nil
	}
	delete(st.pending, r.Number)
	st.results <- st.answers.result(r, body, p.id, p.released)
	st.endIfDoneLocked()
	return nil
}

// lacks returns messages of accepted jobs that have no result, from number from on, and the number after them.
func (st *Stream[T, R]) lacks(from int64, most int) (messages [][]byte, next int64) {
	st.mu.Lock()
	defer st.mu.Unlock()
	size := 0
	for _, next = range slices.Sorted(maps.Keys(st.pending)) {
		if p := st.pending[next]; next >= from && p.accepted {
			messages = append(messages, p.message)
			size += len(p.message)
		}
		if len(messages) == most || size >= chunkBytes {
			break
		}
	}
	return messages, next + 1
}

// settle gives the jobs that have no result one with the reason.
func (st *Stream[T, R]) settle(err error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.ended = true
	if err != errDone {
		st.err = err
	}
	for number, p := range st.pending {
		if p.accepted {
			delete(st.pending, number)
			st.results <- pool.Result[R]{JobID: p.id, Error: err, Worker: -1, Completed: time.Now()}
		}
	}
}
