package strategytest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A script is one call of Execute to be made.
type script struct {
	workers int
	jobs    []pool.Job[int] // Data is the job's number

	// service returns how long job i takes; nil: no time at all.
	service func(i int) time.Duration

	// process does a job instead of a sleep of its service time.
	process pool.Processor[int, int]

	ctx      context.Context // nil: one that never ends
	capacity int             // of the results channel
	pause    time.Duration   // of the reader, after each result
	tweak    func(*pool.Config)

	// parallel: watch nothing that all workers would meet at, since that
	// would hide races between them from the race detector.
	parallel bool
}

func (s script) label() string {
	return fmt.Sprintf("Execute(%d jobs, %d workers)", len(s.jobs), s.workers)
}

// A call is one call of the processor.
type call struct {
	job        int
	begin, end time.Time
}

// seen is everything that could be seen of one call of Execute.
type seen struct {
	script
	config   pool.Config
	results  []pool.Result[int] // in the order of receipt
	err      error
	panicked any // what Execute panicked with
	closed   bool
	began    time.Time
	ended    time.Time
	ran      []atomic.Int32 // calls per job

	watched // as it was when Execute returned
}

// watched is what the processor sees.
type watched struct {
	running int
	peak    int      // most processors at once
	calls   []call   // by their end; not in parallel
	odd     []string // calls for jobs that do not exist
}

// A watcher watches on when a strategy returns before its processors do.
type watcher struct {
	mu sync.Mutex
	watched
}

func (w *watcher) now() watched {
	w.mu.Lock()
	defer w.mu.Unlock()
	return watched{w.running, w.peak, slices.Clone(w.calls), slices.Clone(w.odd)}
}

// value is what the processor makes of job i.
func value(i int) int { return 3*i + 1 }

// newJobs returns n jobs numbered from 0.
func newJobs(n int) []pool.Job[int] {
	jobs := make([]pool.Job[int], n)
	for i := range jobs {
		jobs[i] = pool.Job[int]{ID: fmt.Sprintf("job-%d", i), Data: i}
	}
	return jobs
}

// sleep waits for d or until ctx ends, whose cause it then returns.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// processor returns the processor to hand to the strategy: the one of the
// script, watched.
func (s *seen) processor(c *check, w *watcher) pool.Processor[int, int] {
	process := s.process
	if process == nil {
		process = func(ctx context.Context, job pool.Job[int]) (int, error) {
			if s.service != nil {
				if err := sleep(ctx, s.service(job.Data)); err != nil {
					return 0, err
				}
			}
			return value(job.Data), nil
		}
	}
	return func(ctx context.Context, job pool.Job[int]) (int, error) {
		if job.Data < 0 || job.Data >= len(s.jobs) || job.ID != s.jobs[job.Data].ID {
			w.mu.Lock()
			w.odd = append(w.odd, fmt.Sprintf("the processor got job %q with data %d, which is not in the batch", job.ID, job.Data))
			w.mu.Unlock()
			return 0, nil
		}
		copy, _ := pool.CopyOf(ctx)
		if !copy.Second { // the engine's doing, at the wish of a pool.Copier
			s.ran[job.Data].Add(1)
		}
		if s.parallel {
			return process(ctx, job)
		}
		c.signs.Add(1)
		w.mu.Lock()
		w.running++
		w.peak = max(w.peak, w.running)
		begin := time.Now()
		w.mu.Unlock()
		defer func() {
			c.signs.Add(1)
			w.mu.Lock()
			w.running--
			if !copy.Second {
				w.calls = append(w.calls, call{job.Data, begin, time.Now()})
			}
			w.mu.Unlock()
		}()
		return process(ctx, job)
	}
}

func newSeen(in script) *seen {
	return &seen{
		script: in, config: pool.Config{NumWorkers: in.workers, BufferSize: 1, Seed: 1},
		began: time.Now(), ran: make([]atomic.Int32, len(in.jobs)),
	}
}

// execute makes the call and returns what it saw when Execute has returned.
// In a bubble, goroutines that it left behind are seen at the bubble's end.
func (c *check) execute(s pool.Strategy[int, int], in script) *seen {
	out := newSeen(in)
	if in.tweak != nil {
		in.tweak(&out.config)
	}
	ctx := in.ctx
	if ctx == nil {
		// Note: not the test's context. Its Done channel is made outside the
		// bubble, and waiting for it would hold virtual time up.
		ctx = context.Background()
	}
	results := make(chan pool.Result[int], in.capacity)
	stop, read := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(read)
		out.read(c, results, stop)
	}()

	var w watcher
	returned := make(chan struct{})
	out.began = time.Now()
	go func() { // its own goroutine, since a processor may call Goexit in it
		defer close(returned)
		finished := false
		defer func() {
			out.panicked = recover()
			if !finished && out.panicked == nil {
				out.panicked = "runtime.Goexit in the goroutine that called Execute"
			}
		}()
		out.err = s.Execute(ctx, &out.config, in.jobs, out.processor(c, &w), results)
		finished = true
	}()
	<-returned
	out.ended, out.watched = time.Now(), w.now()
	close(stop)
	<-read
	// Only what is in the channel now was sent in time. A goroutine that still
	// sends stays blocked, and is seen at the end of the bubble.
	for range len(results) {
		if r, ok := <-results; ok {
			out.results = append(out.results, r)
		}
	}
	if !out.closed {
		select {
		case _, ok := <-results:
			out.closed = !ok
		default:
		}
	}
	if out.panicked != nil {
		c.errorf("%s: panicked: %v", in.label(), out.panicked)
	}
	return out
}

// read takes results until told to stop or the channel is closed.
func (s *seen) read(c *check, results <-chan pool.Result[int], stop <-chan struct{}) {
	for {
		select {
		case r, ok := <-results:
			if !ok {
				s.closed = true
				return
			}
			c.signs.Add(1)
			s.results = append(s.results, r)
			if s.pause > 0 {
				time.Sleep(s.pause)
			}
		case <-stop:
			return
		}
	}
}
