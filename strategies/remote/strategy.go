package remote

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
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

	stats struct{ results, duplicates, redelivered atomic.Int64 }

	mu      sync.Mutex // guards the following
	running map[string]bool
}

// Stats are counts over all runs of a [Strategy].
type Stats struct {
	Results     int64 // first results of jobs, from workers
	Duplicates  int64 // further ones, which were dropped; those that come after the end of the run are not seen
	Redelivered int64 // results of jobs that had been delivered to a worker before
}

// Stats returns the counts so far. It may be called at any time.
func (s *Strategy[T, R]) Stats() Stats {
	return Stats{s.stats.results.Load(), s.stats.duplicates.Load(), s.stats.redelivered.Load()}
}

// Name returns "remote".
func (s *Strategy[T, R]) Name() string { return "remote" }

// Forget removes what the engine has of a run that nobody will resume. Workers drop the
// jobs that are still in the queue when they learn of it, which is with the first result
// of the run that they report.
func (s *Strategy[T, R]) Forget(ctx context.Context, runID string) error {
	return s.Engine.Remove(ctx, logOf(runID))
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

func logOf(runID string) string { return "run-" + runID }

// batch is one call of Execute.
type batch[T, R any] struct {
	strategy *Strategy[T, R]
	jobs     []pool.Job[T]
	results  *outbox[R]
	began    time.Time
	answers  answers[R]

	done      []bool // the job has a result
	open      int    // jobs that have none
	published int64  // jobs that were published by an earlier coordinator
}

// run returns when every job has a result, or with what keeps them from it.
func (b *batch[T, R]) run(ctx context.Context) error {
	if b.open == 0 {
		return nil
	}
	s := b.strategy
	id, leave, err := s.enter(s.RunID)
	if err != nil {
		return err
	}
	defer leave()
	b.answers.codec = orJSON(s.Codec)
	err = b.converse(ctx, id)
	if err == nil || s.RunID == "" {
		s.remove(ctx, id) // at worst a log is left; the results are there
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
	if err := CheckName(logOf(id)); err != nil {
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

// remove removes the log of a run.
func (s *Strategy[T, R]) remove(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUp)
	defer cancel()
	return s.Engine.Remove(ctx, logOf(id))
}

func (s *Strategy[T, R]) queue() string {
	if s.Queue == "" {
		return DefaultQueue
	}
	return s.Queue
}

// converse publishes the jobs and takes their results from the log.
func (b *batch[T, R]) converse(ctx context.Context, id string) error {
	e := b.strategy.Engine
	known, reader, err := follow(ctx, e, logOf(id))
	if err != nil {
		return err
	}
	defer reader.Close()
	if b.strategy.RunID != "" {
		begin := record{Kind: kindBegin, Jobs: int64(len(b.jobs)), Hash: b.hash()}
		if known == 0 {
			if err := patiently(ctx, func() error { return e.Append(ctx, logOf(id), seal(begin, nil)) }); err != nil {
				return err
			}
		}
		if err := b.expect(ctx, reader, begin); err != nil {
			return fmt.Errorf("run %q: %w", id, err)
		}
		for range known - 1 { // what was there when an earlier coordinator stopped
			if err := b.next(ctx, reader); err != nil {
				return err
			}
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var publisher sync.WaitGroup
	publisher.Go(func() {
		if err := b.publish(ctx, id); err != nil {
			cancel(err)
		}
	})
	defer publisher.Wait()
	defer cancel(context.Canceled)
	for b.open > 0 {
		if err := b.next(ctx, reader); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return err
		}
	}
	return nil
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

// expect reads the first record, which tells of what jobs the run is.
func (b *batch[T, R]) expect(ctx context.Context, reader Reader, want record) error {
	first, err := nextOf(ctx, reader)
	if err != nil {
		return err
	}
	got, _, err := unseal[record](first.Body)
	switch {
	case err != nil:
		return err
	case got != want:
		return fmt.Errorf("was begun with %d jobs (hash %s), not with these %d (hash %s)", got.Jobs, got.Hash, want.Jobs, want.Hash)
	}
	return nil
}

// next takes the next record.
func (b *batch[T, R]) next(ctx context.Context, reader Reader) error {
	rec, err := nextOf(ctx, reader)
	if err != nil {
		return err
	}
	r, body, err := unseal[record](rec.Body)
	if err != nil {
		return err
	}
	switch {
	case r.Kind == kindPublished:
		b.published = max(b.published, min(r.Jobs, int64(len(b.jobs))))
	case r.Kind != kindResult:
	case r.Number < 0 || r.Number >= int64(len(b.jobs)):
		return fmt.Errorf("remote: result of job number %d of %d", r.Number, len(b.jobs))
	case b.strategy.count(&r, !b.done[r.Number]):
		b.done[r.Number] = true
		b.open--
		job := &b.jobs[r.Number]
		b.results.put(b.answers.result(&r, body, job.ID, released(job, b.began)))
	}
	return nil
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

// A chunk is published at once: a round trip to the server, and a record in the log.
const (
	chunkJobs  = 256
	chunkBytes = 1 << 20
)

// publish publishes the jobs that no earlier coordinator has published. What one had
// published before it died, but not noted, is published twice: a chunk at most.
func (b *batch[T, R]) publish(ctx context.Context, id string) error {
	s := b.strategy
	for i := b.published; i < int64(len(b.jobs)); {
		var chunk, refused [][]byte
		for size := 0; i < int64(len(b.jobs)) && len(chunk) < chunkJobs && size < chunkBytes; i++ {
			message, err := b.encode(id, i)
			if err != nil {
				failure := record{Kind: kindResult, Number: i, Never: true, Worker: -1}
				failure.setError(err)
				refused = append(refused, seal(failure, nil))
				continue
			}
			chunk = append(chunk, message)
			size += len(message)
		}
		if len(chunk) > 0 {
			if err := patiently(ctx, func() error { return s.Engine.Publish(ctx, s.queue(), chunk...) }); err != nil {
				return err
			}
		}
		if s.RunID != "" {
			refused = append(refused, seal(record{Kind: kindPublished, Jobs: i}, nil))
		}
		if len(refused) > 0 {
			if err := patiently(ctx, func() error { return s.Engine.Append(ctx, logOf(id), refused...) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch[T, R]) encode(id string, i int64) ([]byte, error) {
	return b.strategy.encode(id, i, &b.jobs[i])
}

func (s *Strategy[T, R]) encode(id string, number int64, job *pool.Job[T]) ([]byte, error) {
	if err := checkTimes(job); err != nil {
		return nil, err
	}
	body, err := orJSON(s.Codec).Marshal(job.Data)
	if err != nil {
		return nil, fmt.Errorf("remote: cannot encode a %T: %w", job.Data, err)
	}
	return seal(headerOf(id, number, job), body), nil
}

// hash returns what tells jobs from other ones: their IDs, keys and data.
func (b *batch[T, R]) hash() string {
	h := fnv.New64a()
	for i := range b.jobs {
		job := &b.jobs[i]
		body, err := orJSON(b.strategy.Codec).Marshal(job.Data)
		if err != nil {
			body = []byte(err.Error())
		}
		fmt.Fprintf(h, "%q %q %d ", job.ID, job.Key, len(body))
		h.Write(body)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
