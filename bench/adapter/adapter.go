package adapter

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
)

// An Adapter says how to use one pool, or another way to have jobs done. Name, Summary and
// Batch are required.
type Adapter struct {
	Name    string // lower-case words joined by hyphens, the library's first
	Summary string // in one line
	Source  string // module path; empty: the standard library

	// Batch does every job of the batch once, at most Workers at a time, and returns when
	// all are done. It makes its pool and closes it.
	Batch func(*Batch) error

	// Stream begins to take jobs one by one; nil: it cannot. It needs a queue, since jobs
	// arrive whether or not a worker is free.
	Stream func(*Intake) (Running, error)

	// RealTime is why it cannot run in virtual time; empty: it can.
	RealTime string
}

// Contender returns the contender that uses the pool so.
func (a Adapter) Contender() bench.Contender {
	c := &contender{Adapter: a}
	if a.Stream != nil {
		return &streamer{c}
	}
	return c
}

// Contenders returns the contenders of the adapters.
func Contenders(all []Adapter) []bench.Contender {
	var out []bench.Contender
	for _, a := range all {
		out = append(out, a.Contender())
	}
	return out
}

// A Batch is the jobs that are to be done.
type Batch struct {
	Context context.Context // the caller's; Work and Keep pass it to the job
	Workers int             // the most jobs that may run at once
	Jobs    []pool.Job[int] // the Data of each is its place here

	process pool.Processor[int, uint64]
	began   time.Time
	results []pool.Result[uint64] // by job
}

// Work does job i and returns its result, for a library that returns the results of jobs;
// see SetValues. It is safe for concurrent use.
func (b *Batch) Work(i int) (uint64, error) {
	// Every contender records the same times as a Result of the pool has.
	started := time.Since(b.began)
	v, err := b.process(b.Context, b.Jobs[i])
	completed := time.Since(b.began)
	b.results[i] = pool.Result[uint64]{JobID: b.Jobs[i].ID, Data: v, Error: err,
		Started: b.began.Add(started), Completed: b.began.Add(completed),
		Duration: completed - started, Wait: started}
	return v, err
}

// Keep does job i and stores its result, for a library that returns no results. It returns
// the job's error, for one that collects errors, and is safe for concurrent use.
func (b *Batch) Keep(i int) error {
	_, err := b.Work(i)
	return err
}

// SetValues stores the values that a library has returned, one for each job and in the
// order of the jobs.
func (b *Batch) SetValues(values []uint64) error {
	if len(values) != len(b.Jobs) {
		return fmt.Errorf("%d results for %d jobs", len(values), len(b.Jobs))
	}
	for i, v := range values {
		b.results[i].Data = v
	}
	return nil
}

// contender does batches.
type contender struct {
	Adapter
	results []pool.Result[uint64] // memory reused from trial to trial
}

func (c *contender) Name() string { return c.Adapter.Name }

// Summary describes it in one line.
func (c *contender) Summary() string {
	if c.Source == "" {
		return c.Adapter.Summary
	}
	return c.Adapter.Summary + " (" + c.Source + ")"
}

// RealTime returns why it cannot run in virtual time, or "".
func (c *contender) RealTime() string { return c.Adapter.RealTime }

// NoStream says what would let it do jobs as they arrive.
func (c *contender) NoStream() string { return "its adapter has no Stream" }

// Prepare makes room for results.
func (c *contender) Prepare(jobs int) {
	if cap(c.results) < jobs {
		c.results = make([]pool.Result[uint64], jobs)
	}
}

// Run does the batch. A job that was not done, or failed, is an error of Complete.
func (c *contender) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (bench.Report, error) {
	c.Prepare(len(jobs))
	b := &Batch{ctx, workers, jobs, do, time.Now(), c.results[:len(jobs)]}
	return bench.Report{Complete: func(*bench.Report) error { return b.check() }}, c.Batch(b)
}

// check returns an error unless every job was done and succeeded.
func (b *Batch) check() error {
	for i := range b.results {
		switch r := &b.results[i]; {
		case r.Started.Before(b.began): // of an earlier batch, or never
			return fmt.Errorf("job %d of %d was not done", i, len(b.Jobs))
		case r.Error != nil:
			return fmt.Errorf("job %d: %w", i, r.Error)
		}
	}
	return nil
}
