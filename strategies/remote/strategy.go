package remote

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// DefaultQueue is the queue of strategies and servers that name none.
const DefaultQueue = "jobs"

// A Strategy publishes jobs for workers in other processes, which call [Serve], and sends
// one Result for each. Engine is required; the other fields have useful zero values and are
// not to be changed while it is used. A Strategy must not be copied.
//
// The processor that Execute is given is not called, and its Config has to be valid, but
// does not matter: what runs jobs is the pool of each worker. While no worker serves the queue, the jobs wait.
//
// A pool matches the results of any strategy that is written by hand by the IDs of jobs: give
// jobs different ones if Run's results are to be in the order of the jobs.
//
// A Result's Duration is what the worker measured. The rest is told by the clock of the
// coordinator, so that the clocks of two machines are never compared: Completed is when the
// result came in, and Started is Duration before that. So the way back counts as wait. Worker
// numbers the workers of all processes in the order in which they first reported.
type Strategy[T, R any] struct {
	Engine Engine

	// Queue is where the jobs wait, of all strategies with the same Queue and engine;
	// empty means DefaultQueue.
	Queue string

	// Codec is how Data travels; nil means [JSON].
	Codec Codec

	// RunID names the run, so that a process that calls Execute with the same jobs can go
	// on where one that died stopped: it sends the results that are there already, and
	// publishes only what had not been published. A run is remembered until Execute has
	// sent all results, or until [Strategy.Forget]. It must not run in two processes at the
	// same time. Empty means that each call is a run of its own, which cannot be resumed.
	RunID string

	// Window is how many jobs of a stream, see [Strategy.Start], may be without a result
	// that was read before Submit waits; 0 means pool.DefaultBufferSize.
	Window int

	// Republish is for a server that may lose what it has stored, as one may whose disk was
	// full; 0 means that no server does. When no result has come for so long, the jobs
	// without one are published again if the queue is empty. If it is not, nothing is done
	// the first time, as jobs may wait for a worker; and after that a chunk of jobs is
	// published beside the queue, which may deliver nothing. A log that stores nothing, or
	// is gone, is replaced before that. The next time is after twice as long, and so on until
	// there is a result.
	//
	// A job that merely takes so long may run twice then: its second result is dropped, and
	// counted. So Republish is to be more than a job takes, and than a job of a worker that
	// died takes to come back. Some engines do not see what other processes have leased,
	// and take such a queue for empty.
	Republish time.Duration

	stats struct{ results, duplicates, redelivered, republished atomic.Int64 }

	mu      sync.Mutex // guards the following
	running map[string]bool
}

// Stats are counts over all runs of a [Strategy].
type Stats struct {
	Results     int64 // first results of jobs, from workers
	Duplicates  int64 // further ones, which were dropped; those that come after the end of the run are not seen
	Redelivered int64 // results of jobs that had been delivered to a worker before
	Republished int64 // messages that were published again, see [Strategy.Republish]
}

// Stats returns the counts so far. It may be called at any time.
func (s *Strategy[T, R]) Stats() Stats {
	return Stats{s.stats.results.Load(), s.stats.duplicates.Load(), s.stats.redelivered.Load(), s.stats.republished.Load()}
}

// Name returns "remote".
func (s *Strategy[T, R]) Name() string { return "remote" }

// Forget removes what the engine has of a run that nobody will resume. Workers drop the
// jobs that are still in the queue when they learn of it, which is with the first result
// of the run that they report.
func (s *Strategy[T, R]) Forget(ctx context.Context, runID string) error {
	var errs []error
	for number := range 1 + maxLogs {
		errs = append(errs, s.Engine.Remove(ctx, logOf(runID, number)))
	}
	return errors.Join(errs...)
}

// Execute publishes the jobs and sends their results. It waits for a server that is
// unavailable. When ctx ends it returns at once: jobs that run elsewhere then get a Result
// with the cause, too, and a run without a RunID is forgotten.
func (s *Strategy[T, R]) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[T],
	_ pool.Processor[T, R], results chan<- pool.Result[R]) error {
	if err := config.Validate(); err != nil {
		return err
	}
	out := newOutbox(results)
	defer out.close()
	b := &batch[T, R]{strategy: s, jobs: jobs, results: out, done: make([]bool, len(jobs)), open: len(jobs), began: time.Now()}
	err := b.run(ctx)
	for i := range jobs {
		if !b.done[i] {
			out.put(pool.Result[R]{JobID: jobs[i].ID, Error: err, Worker: -1, Completed: time.Now()})
		}
	}
	return err
}

// enter returns the name of a run, which must not run already.
func (s *Strategy[T, R]) enter(id string) (_ string, leave func(), err error) {
	if s.Engine == nil {
		return "", nil, errors.New("remote: Strategy.Engine is nil: want an engine, such as jetstream.Embedded returns")
	}
	if id == "" {
		id = rand.Text()
	}
	if s.Republish < 0 {
		return "", nil, fmt.Errorf("remote: Strategy.Republish is %v: want 0 or more", s.Republish)
	}
	if err := CheckName(logOf(id, maxLogs)); err != nil {
		return "", nil, fmt.Errorf("Strategy.RunID %q: %w", id, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[id] {
		return "", nil, fmt.Errorf("run %q: %w", id, ErrRunning)
	}
	if s.running == nil {
		s.running = map[string]bool{}
	}
	s.running[id] = true
	return id, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running, id)
	}, nil
}

// cleanUp bounds what is told the engine at the end of a run whose context may have ended.
const cleanUp = 5 * time.Second

// remove removes the logs of a run, the newest first: the server may keep an older one from being removed.
func (s *Strategy[T, R]) remove(ctx context.Context, w *watch) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUp)
	defer cancel()
	for number := int(w.log.Load()); number >= 0; number-- {
		w.engine.Remove(ctx, logOf(w.run, number))
	}
}

func (s *Strategy[T, R]) queue() string {
	if s.Queue == "" {
		return DefaultQueue
	}
	return s.Queue
}

// follow makes a log if there is none, and returns a reader of it, and how many records were
// there already. It waits for a server that cannot be reached.
func follow(ctx context.Context, e Engine, log string) (known int64, reader Reader, err error) {
	err = patiently(ctx, func() (err error) {
		known, err = e.Open(ctx, log)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	err = patiently(ctx, func() (err error) {
		reader, err = e.Follow(ctx, log, 0)
		return err
	})
	return known, reader, err
}

// nextOf waits for the next record, and for a server that cannot be reached.
func nextOf(ctx context.Context, reader Reader) (rec Record, err error) {
	err = patiently(ctx, func() (err error) {
		rec, err = reader.Next(ctx)
		return err
	})
	return rec, err
}

// patiently calls f again while the server is unavailable. What was stored though the server
// could not say so is then stored twice: a job runs twice, and its second result is dropped.
func patiently(ctx context.Context, f func() error) error {
	return retry(ctx, func(err error, _ time.Duration) bool { return errors.Is(err, ErrUnavailable) }, f)
}

// count counts a result, and returns whether it is the job's first.
func (s *Strategy[T, R]) count(r *record, first bool) bool {
	if !first {
		s.stats.duplicates.Add(1)
		return false
	}
	s.stats.results.Add(1)
	if r.Attempt > 1 {
		s.stats.redelivered.Add(1)
	}
	return true
}

func released[T any](job *pool.Job[T], handed time.Time) time.Time {
	if job.Created.IsZero() {
		return handed
	}
	return job.Created
}

func (s *Strategy[T, R]) encode(header jobHeader, job *pool.Job[T]) ([]byte, error) {
	if err := checkTimes(job); err != nil {
		return nil, err
	}
	body, err := orJSON(s.Codec).Marshal(job.Data)
	if err != nil {
		return nil, fmt.Errorf("remote: cannot encode a %T: %w", job.Data, err)
	}
	return seal(header, body), nil
}
