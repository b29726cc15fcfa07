package bench

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// Trial is a batch of jobs, ready to be run by one contender after the other.
// It is not safe for concurrent use.
type Trial struct {
	Workers int

	tasks   []pool.Job[workloads.Task]
	process pool.Processor[workloads.Task, uint64]
	jobs    []pool.Job[int] // what contenders get: the number of a task as Data
	began   time.Time
	spans   []span
}

// A span is when a job ran, since the batch began. It fills half a cache line:
// two jobs in four share one.
type span struct {
	started, completed time.Duration
	runs               atomic.Int32
	failed             bool
}

// NewTrial prepares the jobs. The processor is the same for all contenders.
func NewTrial(jobs []pool.Job[workloads.Task], process pool.Processor[workloads.Task, uint64], workers int) *Trial {
	t := &Trial{Workers: workers, tasks: jobs, process: process, jobs: make([]pool.Job[int], len(jobs)), spans: make([]span, len(jobs))}
	for i := range jobs {
		j := &jobs[i]
		t.jobs[i] = pool.Job[int]{ID: j.ID, Data: i, Priority: j.Priority, Cost: j.Cost, Key: j.Key}
	}
	return t
}

// Run runs the batch with one contender and returns the metrics, or an error
// if a job was lost, repeated or failed.
func (t *Trial) Run(ctx context.Context, c Contender) (map[string]float64, []record.Detail, error) {
	clear(t.spans)
	var before, after runtime.MemStats
	runtime.GC() // what earlier contenders left must not be collected at this one's cost
	runtime.ReadMemStats(&before)
	t.began = time.Now()
	report, err := c.Run(ctx, t.Workers, t.jobs, t.do)
	runtime.ReadMemStats(&after)
	if err != nil {
		return nil, nil, err
	}
	if err := t.check(); err != nil {
		return nil, nil, err
	}
	m := measure(t.spans, t.Workers)
	n := float64(len(t.spans))
	m["allocs"] = float64(after.Mallocs-before.Mallocs) / n
	m["bytes"] = float64(after.TotalAlloc-before.TotalAlloc) / n
	return m, report.Details, nil
}

// do is the work of a job, measured: the wrapper that all contenders share.
func (t *Trial) do(ctx context.Context, job pool.Job[int]) (uint64, error) {
	if uint(job.Data) >= uint(len(t.spans)) {
		return 0, fmt.Errorf("job %d of %d", job.Data, len(t.spans))
	}
	s := &t.spans[job.Data]
	s.runs.Add(1)
	s.started = time.Since(t.began)
	check, err := t.process(ctx, t.tasks[job.Data])
	s.completed = time.Since(t.began)
	s.failed = err != nil
	return check, err
}

// check returns an error unless every job ran once and succeeded.
func (t *Trial) check() error {
	for i := range t.spans {
		switch s := &t.spans[i]; {
		case s.runs.Load() == 0:
			return fmt.Errorf("job %d of %d did not run", i, len(t.spans))
		case s.runs.Load() > 1:
			return fmt.Errorf("job %d of %d ran %d times", i, len(t.spans), s.runs.Load())
		case s.failed:
			return fmt.Errorf("job %d of %d failed", i, len(t.spans))
		}
	}
	return nil
}

// WrapperCost measures what the wrapper costs a job: the two clock reads and
// what goes with them.
func WrapperCost(ctx context.Context) time.Duration {
	const n = 10_000
	nothing := func(context.Context, pool.Job[workloads.Task]) (uint64, error) { return 0, nil }
	t := NewTrial(make([]pool.Job[workloads.Task], n), nothing, 1)
	best := time.Duration(1<<63 - 1)
	for range 5 {
		clear(t.spans)
		t.began = time.Now()
		for i := range t.jobs {
			t.do(ctx, t.jobs[i])
		}
		best = min(best, time.Since(t.began)/n)
	}
	return best
}
