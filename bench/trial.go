package bench

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// Trial is the jobs of a batch or a stream, ready to be run by one contender
// after the other. It is not safe for concurrent use.
type Trial struct {
	Workers int

	tasks    []pool.Job[workloads.Task]
	process  pool.Processor[workloads.Task, uint64]
	jobs     []pool.Job[int] // what contenders get: the number of a task as Data
	arrivals []time.Duration // of each job, since the trial began; nil: a batch
	warmUp   int             // so many jobs of a stream are not measured
	began    time.Time
	spans    []span
	late     []time.Duration // a stream in real time: how late the generator was
	by       []int           // who ran each job, last time; nil: unknown
	patience time.Duration   // with a stall in virtual time; 0: the usual
}

// A span is when a job ran, since the trial began. It fills half a cache line:
// two jobs in four share one.
type span struct {
	started, completed time.Duration
	runs               atomic.Int32
	failed             bool
}

// Measured is what a trial yields.
type Measured struct {
	Metrics map[string]float64 // by the names of record's catalogue
	Classes []record.Class
	Details []record.Detail
	Picture *record.Picture // nil: nobody looked
}

// NewTrial prepares a batch of jobs. The processor is the same for all
// contenders.
func NewTrial(jobs []pool.Job[workloads.Task], process pool.Processor[workloads.Task, uint64], workers int) *Trial {
	t := &Trial{Workers: workers, tasks: jobs, process: process, jobs: make([]pool.Job[int], len(jobs)), spans: make([]span, len(jobs))}
	for i := range jobs {
		j := &jobs[i]
		t.jobs[i] = pool.Job[int]{ID: j.ID, Data: i, Priority: j.Priority, Cost: j.Cost, Key: j.Key}
	}
	return t
}

// size returns the number of jobs.
func (t *Trial) size() int {
	if t == nil {
		return 0
	}
	return len(t.jobs)
}

// Run runs the jobs with one contender, in real time, and returns what was
// measured, or an error if a job was lost, repeated or failed.
func (t *Trial) Run(ctx context.Context, c Contender) (Measured, error) {
	clear(t.spans)
	var before, after runtime.MemStats
	runtime.GC() // what earlier contenders left must not be collected at this one's cost
	runtime.ReadMemStats(&before)
	report, err := t.run(ctx, c, t.pace)
	runtime.ReadMemStats(&after)
	if err == nil {
		err = report.complete()
	}
	if err != nil {
		return Measured{}, err
	}
	t.by = report.By
	out, err := t.measured(report, metrics.Observation{}, false)
	if err != nil {
		return Measured{}, err
	}
	n := float64(len(t.spans))
	out.Metrics["allocs"] = float64(after.Mallocs-before.Mallocs) / n
	out.Metrics["bytes"] = float64(after.TotalAlloc-before.TotalAlloc) / n
	return out, nil
}

// bareTime is for how long a batch is repeated at least where no job is measured by
// itself: long against the clock, and against what starts and ends a batch.
const bareTime = 10 * time.Millisecond

// bareAllocs is in how many of these batches allocations are counted, at most: to
// look stops all goroutines, and so disturbs the next batch.
const bareAllocs = 16

// RunBare runs the jobs with one contender, in real time, and measures only what they
// take as a whole: nothing stands between the contender and the job. A short batch is
// run again and again, and is the same each time. Allocations are those of the
// contender's Run.
func (t *Trial) RunBare(ctx context.Context, c Contender) (Measured, error) {
	do := func(ctx context.Context, job pool.Job[int]) (uint64, error) {
		if uint(job.Data) >= uint(len(t.tasks)) {
			return 0, fmt.Errorf("job %d of %d", job.Data, len(t.tasks))
		}
		return t.process(ctx, t.tasks[job.Data])
	}
	var before, after runtime.MemStats
	var mallocs, bytes uint64
	var took time.Duration
	batches := 0
	runtime.GC()
	var details []record.Detail
	for took < bareTime {
		if batches < bareAllocs {
			runtime.ReadMemStats(&before)
		}
		began := time.Now()
		report, err := c.Run(ctx, t.Workers, t.jobs, do)
		took += time.Since(began)
		if batches < bareAllocs {
			runtime.ReadMemStats(&after)
			mallocs += after.Mallocs - before.Mallocs
			bytes += after.TotalAlloc - before.TotalAlloc
		}
		if err == nil {
			err = report.complete()
		}
		if err != nil {
			return Measured{}, err
		}
		details = report.Details
		batches++
	}
	n := float64(batches * len(t.jobs))
	counted := float64(min(batches, bareAllocs) * len(t.jobs))
	return Measured{Details: details, Metrics: map[string]float64{
		"makespan":   took.Seconds() / float64(batches),
		"throughput": n / took.Seconds(),
		"allocs":     float64(mallocs) / counted,
		"bytes":      float64(bytes) / counted,
	}}, nil
}

// run has the contender do the jobs: all at once, or as the generator hands them
// over.
func (t *Trial) run(ctx context.Context, c Contender, generate generator) (Report, error) {
	if t.arrivals == nil {
		t.began = time.Now()
		return c.Run(ctx, t.Workers, t.jobs, t.do)
	}
	return t.stream(ctx, c, generate)
}

// measured returns the metrics of the run that has ended. Of the observation it
// sets what the jobs tell. A job takes what was drawn for it, or what was measured.
func (t *Trial) measured(report Report, o metrics.Observation, drawn bool) (Measured, error) {
	if err := t.check(); err != nil {
		return Measured{}, err
	}
	o.Workers, o.Busy, o.Steals = t.Workers, report.Busy, -1
	o.Stream, o.WarmUp = t.arrivals != nil, t.warmUp
	for _, d := range report.Details {
		if d.Name == "steals" {
			o.Steals = d.Value
		}
	}
	o.Jobs = make([]metrics.Job, len(t.spans))
	for i := range t.spans {
		s, task := &t.spans[i], &t.tasks[i].Data
		j := &o.Jobs[i]
		*j = metrics.Job{Started: s.started, Completed: s.completed, Service: s.completed - s.started, Priority: t.jobs[i].Priority}
		if drawn {
			j.Service, j.CPU = task.Service, task.CPU
		}
		if t.arrivals != nil {
			j.Released = t.arrivals[i]
		}
	}
	out := Measured{Details: report.Details}
	out.Metrics, out.Classes = metrics.Measure(o)
	if late, ok := pace.LateP99(t.late); ok {
		out.Metrics["late-p99"] = late.Seconds()
	}
	return out, nil
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
