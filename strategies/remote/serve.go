package remote

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// Serve feeds a pool with the jobs of DefaultQueue until ctx ends. It is [Server.Serve] with
// a Server that has only these fields.
func Serve[T, R any](ctx context.Context, e Engine, p *pool.WorkerPool[T, R]) error {
	return (&Server[T, R]{Engine: e, Pool: p}).Serve(ctx)
}

// A Server feeds a pool with the jobs of a queue. Engine and Pool are required; the other
// fields have useful zero values and are not to be changed while it serves.
type Server[T, R any] struct {
	Engine Engine

	// Pool runs the jobs, as a stream, in the order of its own strategy. Serve starts and
	// closes it. Its MaxRetries, WorkerTimeout and HonorDeadlines count here; a deadline is
	// compared with the clock of this machine.
	Pool *pool.WorkerPool[T, R]

	// Queue is where the jobs wait; empty means DefaultQueue.
	Queue string

	// Codec is how Data travels; nil means [JSON].
	Codec Codec

	// Prefetch is how many jobs are here at once at most, running or waiting; 0 means
	// DefaultPrefetch. With fewer than the pool has workers, some are idle. With many, a
	// queue shared with other processes is shared unevenly when few jobs are left, and all
	// of them are delivered again if this process dies. The pool's BufferSize bounds those
	// that wait, too.
	Prefetch int

	// MaxKills is how many workers a job may take along before it gets a Result with
	// ErrKilledWorkers; 0 means DefaultMaxKills.
	MaxKills int

	// Process names this process in the results; empty means host and process number.
	Process string

	// Logger is told of failing engines and of messages that are not understood; nil means
	// nobody is.
	Logger *slog.Logger
}

const (
	DefaultPrefetch = 64
	DefaultMaxKills = 3
)

// Serve runs jobs until ctx ends, or the pool stops, and returns why. It then starts no
// further job and ends the context of the running ones, as the pool does. Jobs that have
// ended well until then are reported; those that had not begun, or failed now that their
// context has ended, are given back to be run elsewhere.
//
// While the engine cannot be reached, Serve tries again, at intervals that grow from 50 ms to
// 2 s; what has been fetched runs on.
func (s *Server[T, R]) Serve(ctx context.Context) error {
	v, err := s.prepare()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(context.Canceled)
	v.ctx, v.stop = ctx, cancel
	if err := s.Pool.Start(ctx); err != nil {
		return err
	}
	var fetchers, keepers sync.WaitGroup
	for _, fetch := range []func() error{v.fetchJobs, v.fetchSuspects} {
		fetchers.Go(func() { cancel(fetch()) })
	}
	keepers.Go(v.report)
	keepers.Go(v.extend)
	<-ctx.Done()
	fetchers.Wait()
	v.close(s.Pool.Close())
	keepers.Wait()
	return context.Cause(ctx)
}

// serving is one call of Serve.
type serving[T, R any] struct {
	*Server[T, R]
	queue, suspects string
	codec           Codec
	process         string
	maxKills        int
	log             *slog.Logger

	ctx  context.Context // ends what fetches and runs
	stop context.CancelCauseFunc

	room     chan struct{}  // an element for each job that was prefetched and is here
	waits    sync.WaitGroup // those that wait for the pool
	reports  chan *held     // jobs that have ended; closed when no further one will
	reported chan struct{}  // closed when all have been reported

	mu   sync.Mutex // guards the following
	held map[*held]bool
	gone map[string]bool // runs that are known to have ended
}

// held is a job that is here.
type held struct {
	Delivery
	header  jobHeader
	suspect chan struct{} // closed when it is not here any more; nil: it is no suspect
	rec     record
	body    []byte
	back    bool // to be given back instead of reported
}

var servers atomic.Int64

func (s *Server[T, R]) prepare() (*serving[T, R], error) {
	switch {
	case s.Engine == nil:
		return nil, errors.New("remote: Server.Engine is nil: want an engine, such as jetstream.Connect returns")
	case s.Pool == nil:
		return nil, errors.New("remote: Server.Pool is nil: want a pool with a processor")
	case s.Prefetch < 0:
		return nil, fmt.Errorf("remote: Server.Prefetch is %d: want 0 or more", s.Prefetch)
	case s.MaxKills < 0:
		return nil, fmt.Errorf("remote: Server.MaxKills is %d: want 0 or more", s.MaxKills)
	}
	v := &serving[T, R]{
		Server: s, queue: s.Queue, codec: orJSON(s.Codec), process: s.Process, maxKills: s.MaxKills, log: s.Logger,
		reports: make(chan *held), reported: make(chan struct{}), held: map[*held]bool{}, gone: map[string]bool{},
	}
	if v.queue == "" {
		v.queue = DefaultQueue
	}
	v.suspects = suspectsOf(v.queue)
	if err := CheckName(v.suspects); err != nil {
		return nil, err
	}
	if v.maxKills == 0 {
		v.maxKills = DefaultMaxKills
	}
	prefetch := s.Prefetch
	if prefetch == 0 {
		prefetch = DefaultPrefetch
	}
	v.room = make(chan struct{}, prefetch)
	if v.process == "" {
		host, err := os.Hostname()
		if err != nil {
			host = "unknown"
		}
		v.process = fmt.Sprintf("%s-%d-%d", host, os.Getpid(), servers.Add(1))
	}
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	return v, nil
}

// suspectsOf names the queue of the jobs that may have killed a worker.
func suspectsOf(queue string) string { return queue + "-suspects" }

// fetchJobs fetches as many jobs as there is room for, and runs them.
func (v *serving[T, R]) fetchJobs() error {
	for {
		select {
		case v.room <- struct{}{}:
		case <-v.ctx.Done():
			return context.Cause(v.ctx)
		}
		n := 1
		for more := true; more; {
			select {
			case v.room <- struct{}{}:
				n++
			default:
				more = false
			}
		}
		deliveries, err := v.fetch(v.queue, n)
		if err != nil {
			return err
		}
		for range n - len(deliveries) {
			<-v.room
		}
		for _, d := range deliveries {
			if h := v.accept(d, nil); h == nil {
				<-v.room
			} else if d.Attempt() > 1 {
				v.accuse(h)
			} else {
				v.start(h)
			}
		}
	}
}

// fetchSuspects fetches one suspect after the other: if this process dies, it was this one,
// or a job that is not suspected yet.
func (v *serving[T, R]) fetchSuspects() error {
	for {
		deliveries, err := v.fetch(v.suspects, 1)
		if err != nil {
			return err
		}
		h := v.accept(deliveries[0], make(chan struct{}))
		if h == nil {
			continue
		}
		// The worker that it was fetched from before it became a suspect is one, too.
		if kills := h.header.Kills + h.Attempt(); kills >= v.maxKills {
			v.fail(h, fmt.Errorf("%w (%d)", ErrKilledWorkers, kills))
		} else {
			v.start(h)
		}
		<-h.suspect
	}
}

// fetch fetches at most n messages. It tries again until the context has ended.
func (v *serving[T, R]) fetch(queue string, n int) (deliveries []Delivery, err error) {
	err = v.retry(v.ctx, "fetch", func() error {
		deliveries, err = v.Engine.Fetch(v.ctx, queue, n)
		return err
	})
	return deliveries, err
}

// retry calls f until it succeeds, or ctx has ended, or trying again is no use.
func (v *serving[T, R]) retry(ctx context.Context, what string, f func() error) error {
	return retry(ctx, func(err error, wait time.Duration) bool {
		if errors.Is(err, ErrGone) || errors.Is(err, ErrClosed) {
			return false
		}
		v.log.Warn("remote: the engine fails", "call", what, "err", err, "again", wait)
		return true
	}, f)
}

// accept registers a job that is here, so that its lease is extended. It returns nil if
// there is nothing to run.
func (v *serving[T, R]) accept(d Delivery, suspect chan struct{}) *held {
	header, _, err := unseal[jobHeader](d.Body())
	if err != nil {
		v.log.Error("remote: a message that is no job is dropped", "queue", v.queue, "err", err)
		v.ack(v.ctx, d)
		return nil
	}
	h := &held{Delivery: d, header: header, suspect: suspect}
	v.mu.Lock()
	gone := v.gone[header.Run]
	if !gone {
		v.held[h] = true
	}
	v.mu.Unlock()
	if gone {
		v.ack(v.ctx, d)
		return nil
	}
	return h
}

// late returns a context for what is to be told even now that ctx has ended, or ends
// meanwhile, while the leases last.
func (v *serving[T, R]) late() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(v.ctx))
	var timer atomic.Pointer[time.Timer]
	stop := context.AfterFunc(v.ctx, func() { timer.Store(time.AfterFunc(v.Engine.AckWait(), cancel)) })
	return ctx, func() {
		cancel()
		stop()
		if t := timer.Load(); t != nil {
			t.Stop()
		}
	}
}

func (v *serving[T, R]) ack(ctx context.Context, d Delivery) {
	if err := d.Ack(ctx); err != nil {
		v.log.Warn("remote: a job is not acked, and will be delivered again", "err", err)
	}
}

// accuse makes a suspect of a job that was delivered before.
func (v *serving[T, R]) accuse(h *held) {
	if err := v.Engine.Publish(v.ctx, v.suspects, h.Body()); err != nil {
		h.back = true
	}
	ctx, cancel := v.late()
	defer cancel()
	v.finish(ctx, h)
}

// start hands a job to the pool.
func (v *serving[T, R]) start(h *held) {
	_, body, err := unseal[jobHeader](h.Body())
	var data T
	if err == nil {
		data, err = decode[T](v.codec, body)
	}
	if err != nil {
		v.fail(h, err)
		return
	}
	answer, err := v.Pool.Ask(v.ctx, jobOf(&h.header, data))
	if err != nil {
		v.stop(fmt.Errorf("remote: the pool takes no job: %w", err))
		h.back = true
		v.reports <- h
		return
	}
	v.waits.Go(func() {
		v.settle(h, <-answer)
		v.reports <- h
	})
}

// fail reports that a job has failed without having run.
func (v *serving[T, R]) fail(h *held, err error) {
	h.rec = record{Kind: kindResult, Number: h.header.Number, Never: true, Process: v.process, Worker: -1, Attempt: v.attempts(h)}
	h.rec.setError(err)
	v.reports <- h
}

// attempts returns how often a job was delivered, as far as is known.
func (v *serving[T, R]) attempts(h *held) int {
	if h.suspect == nil {
		return h.Attempt()
	}
	return h.header.Kills + h.Attempt() + 1
}

// settle makes a record of the pool's result.
func (v *serving[T, R]) settle(h *held, r pool.Result[R]) {
	h.rec = record{Kind: kindResult, Number: h.header.Number, Service: r.Duration, Never: r.Started.IsZero(),
		Process: v.process, Worker: r.Worker, Attempt: v.attempts(h)}
	if r.Error != nil {
		h.rec.setError(r.Error)
		h.back = v.ctx.Err() != nil || h.rec.Never && !errors.Is(r.Error, pool.ErrDropped)
	}
	body, err := v.codec.Marshal(r.Data)
	switch {
	case err == nil:
		h.body = body
	case r.Error == nil:
		h.rec.setError(fmt.Errorf("remote: cannot encode a %T: %w", r.Data, err))
	}
}

// close is called when every job of the pool has its result.
func (v *serving[T, R]) close(err error) {
	if err != nil && !errors.Is(err, context.Cause(v.ctx)) {
		v.log.Error("remote: the pool has stopped", "err", err)
	}
	v.waits.Wait()
	close(v.reports)
}

// report reports jobs, with each round trip as many as have ended meanwhile.
func (v *serving[T, R]) report() {
	defer close(v.reported)
	for first := range v.reports {
		all := []*held{first}
		for more := true; more && len(all) < chunkJobs; {
			select {
			case h, ok := <-v.reports:
				if more = ok; ok {
					all = append(all, h)
				}
			default:
				more = false
			}
		}
		v.reportAll(all)
	}
}

// reportAll reports jobs run by run.
func (v *serving[T, R]) reportAll(all []*held) {
	runs := map[string][][]byte{}
	for _, h := range all {
		if !h.back {
			runs[h.header.Run] = append(runs[h.header.Run], seal(h.rec, h.body))
		}
	}
	ctx, cancel := v.late()
	defer cancel()
	failed := map[string]bool{}
	for run, records := range runs {
		err := v.retry(ctx, "append", func() error { return v.Engine.Append(ctx, logOf(run), records...) })
		if errors.Is(err, ErrGone) {
			v.mu.Lock()
			v.gone[run] = true
			v.mu.Unlock()
		} else if err != nil {
			failed[run] = true
		}
	}
	for _, h := range all {
		h.back = h.back || failed[h.header.Run]
		v.finish(ctx, h)
	}
}

// finish ends the lease of a job.
func (v *serving[T, R]) finish(ctx context.Context, h *held) {
	v.mu.Lock()
	delete(v.held, h)
	v.mu.Unlock()
	switch {
	case !h.back:
		v.ack(ctx, h)
	case h.suspect == nil:
		h.Nak(ctx) // otherwise it comes back when its lease ends
	default:
		v.excuse(ctx, h)
	}
	if h.suspect == nil {
		<-v.room
	} else {
		close(h.suspect)
	}
}

// excuse gives a suspect back in a new message, so that this delivery does not count.
func (v *serving[T, R]) excuse(ctx context.Context, h *held) {
	header, body, err := unseal[jobHeader](h.Body())
	if err == nil {
		header.Kills += h.Attempt() - 1
		err = v.Engine.Publish(ctx, v.suspects, seal(header, body))
	}
	if err != nil {
		h.Nak(ctx)
		return
	}
	v.ack(ctx, h)
}

// extend keeps the leases of the jobs that are here.
func (v *serving[T, R]) extend() {
	ticker := time.NewTicker(max(v.Engine.AckWait()/3, time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-v.reported:
			return
		}
		v.mu.Lock()
		var all []*held
		for h := range v.held {
			all = append(all, h)
		}
		v.mu.Unlock()
		v.extendAll(all)
	}
}

func (v *serving[T, R]) extendAll(all []*held) {
	ctx, cancel := v.late()
	defer cancel()
	for _, h := range all {
		if err := h.Extend(ctx); err != nil {
			v.log.Warn("remote: a lease is not extended, the job may be delivered again", "err", err)
		}
	}
}
