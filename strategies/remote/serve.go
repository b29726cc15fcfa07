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
	moved    map[target]int // numbers of the logs that stored what others did not, for who reports

	mu   sync.Mutex // guards the following
	held map[*held]bool
	gone map[target]bool // logs of runs that are known to have ended
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
		reports: make(chan *held), reported: make(chan struct{}), held: map[*held]bool{}, gone: map[target]bool{}, moved: map[target]int{},
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

// close is called when every job of the pool has its result.
func (v *serving[T, R]) close(err error) {
	if err != nil && !errors.Is(err, context.Cause(v.ctx)) {
		v.log.Error("remote: the pool has stopped", "err", err)
	}
	v.waits.Wait()
	close(v.reports)
}
