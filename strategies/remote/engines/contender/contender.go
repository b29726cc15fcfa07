package contender

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/workloads"
)

// contender is an engine with settings.
type contender struct {
	engine
	settings

	outside bench.Outside // of the run that comes
	session *session      // nil: none is open
}

// Name returns the engine's name and its settings.
func (c *contender) Name() string {
	if c.text == "" {
		return c.name
	}
	return c.name + ":" + c.text
}

// Summary describes the engine in one line.
func (c *contender) Summary() string { return c.summary + " (" + c.source + ")" }

// RealTime says why it does not run in virtual time.
func (c *contender) RealTime() string { return "its workers are processes of their own" }

// Settings says what may follow the name.
func (c *contender) Settings() []string { return c.describe() }

// With returns the contender with other settings.
func (c *contender) With(text string) (bench.Contender, error) {
	s, err := c.with(c.settings, text)
	if err != nil {
		return nil, err
	}
	return &contender{engine: c.engine, settings: s}, nil
}

// Outside is called before each run.
func (c *contender) Outside(o bench.Outside) {
	c.outside = o
	if c.session == nil {
		return // the run begins with a new one
	}
	if before, err := c.session.usage(); err == nil { // otherwise a worker has died, and the run says so
		c.session.before = before
	}
}

// Open starts the server and the worker processes.
func (c *contender) Open(ctx context.Context, workers int) error {
	_, err := c.open(ctx, workers)
	return err
}

// Close stops the worker processes and the server.
func (c *contender) Close() error {
	if c.session == nil {
		return nil
	}
	err := c.session.close()
	c.session = nil
	return err
}

// open has worker processes wait for jobs.
func (c *contender) open(ctx context.Context, workers int) (*session, error) {
	if c.session != nil && c.session.workers == workers && c.session.ctx.Err() == nil {
		return c.session, nil
	}
	if err := c.Close(); err != nil {
		return nil, err
	}
	var err error
	c.session, err = open(ctx, c, workers)
	return c.session, err
}

// Run publishes the jobs and takes their results.
func (c *contender) Run(ctx context.Context, workers int, jobs []pool.Job[int], _ pool.Processor[int, uint64]) (bench.Report, error) {
	s, err := c.open(ctx, workers)
	if err != nil {
		return bench.Report{}, err
	}
	ctx, stop := s.whileWorking(ctx)
	defer stop()
	strategy := &remote.Strategy[workloads.Task, uint64]{Engine: s.client}
	out := make([]pool.Job[workloads.Task], len(jobs))
	for i := range jobs {
		out[i] = c.job(&jobs[i])
	}
	results := make(chan pool.Result[uint64], pool.DefaultBufferSize)
	failed := make(chan error, 1)
	go func() {
		defer close(results)
		failed <- strategy.Execute(ctx, &pool.Config{NumWorkers: workers}, out, nil, results)
	}()
	t, began := c.tally(workers, len(jobs)), time.Now()
	for r := range results {
		t.count(r)
	}
	t.took = time.Since(began)
	return c.report(t, strategy.Stats()), errors.Join(<-failed, t.err)
}

// job returns the job that the workers get: its Data is what there is to do.
func (c *contender) job(job *pool.Job[int]) pool.Job[workloads.Task] {
	return pool.Job[workloads.Task]{
		ID: strconv.Itoa(job.Data), Data: c.outside.Task(job.Data), Priority: job.Priority, Created: job.Created,
		Cost: job.Cost, Deadline: job.Deadline, NotBefore: job.NotBefore, Key: job.Key,
	}
}

// A tally counts the results of a run.
type tally struct {
	outside bench.Outside
	busy    []time.Duration // by worker
	by      []int           // by job
	waits   []time.Duration // in the order of the results
	stream  bool
	took    time.Duration // of a batch
	err     error         // the first
}

func (c *contender) tally(workers, jobs int) *tally {
	t := &tally{outside: c.outside, busy: make([]time.Duration, workers), by: make([]int, jobs)}
	for i := range t.by {
		t.by[i] = -1
	}
	return t
}

func (t *tally) count(r pool.Result[uint64]) {
	i, err := strconv.Atoi(r.JobID)
	if err != nil || i < 0 || i >= len(t.by) {
		t.fail(fmt.Errorf("a result of job %q", r.JobID))
		return
	}
	if r.Error != nil {
		t.fail(fmt.Errorf("job %d: %w", i, r.Error))
	}
	t.outside.Ended(i, r.Started, r.Completed, r.Error)
	t.waits = append(t.waits, r.Wait)
	if r.Worker >= 0 && r.Worker < len(t.busy) {
		t.by[i] = r.Worker
		t.busy[r.Worker] += r.Duration
	}
}

func (t *tally) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

// report says what became of messages, as the strategy has counted them, what the run took of
// connections and the server, and what is no wonder.
func (c *contender) report(t *tally, stats remote.Stats) bench.Report {
	out := bench.Report{Busy: t.busy, By: t.by, Details: []record.Detail{
		{Name: "redelivered", Value: float64(stats.Redelivered)},
		{Name: "duplicates", Value: float64(stats.Duplicates)},
	}}
	if d, ok := c.explained(t, c.session.processes); ok {
		out.Details = append(out.Details, d)
	}
	out.Complete = func(r *bench.Report) error {
		after, err := c.session.usage()
		if err != nil {
			return err
		}
		r.Metrics = c.perJob(after.Minus(c.session.before), len(t.by))
		return nil
	}
	return out
}

// perJob returns the metrics of what a run with so many jobs took. A file has neither connections
// nor a server, and a server in this process no time of its own.
func (c *contender) perJob(u usage.Usage, jobs int) map[string]float64 {
	if c.file {
		return nil
	}
	n := float64(jobs)
	out := map[string]float64{"network-bytes": float64(u.Bytes) / n, "round-trips": float64(u.RoundTrips) / n}
	if u.HasServer {
		out["server-cpu"] = u.ServerCPU.Seconds() / n
	}
	return out
}
