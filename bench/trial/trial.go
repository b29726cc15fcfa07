package trial

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// A Trial holds the jobs of a batch or a stream, for one contender after another to run.
// It is not safe for concurrent use.
type Trial struct {
	Workers  int
	Patience time.Duration // the longest real time in which nothing happens in virtual time; 0: virtual.DefaultPatience
	Seed     uint64        // of the random choices of strategies

	// Goroutines has RunVirtual run disciplines by goroutines, too: slower, with the same
	// result, unless a discipline does what no queue may, such as reading the clock itself.
	Goroutines bool

	tasks    []pool.Job[workloads.Task]
	process  pool.Processor[workloads.Task, uint64]
	jobs     []pool.Job[int] // what contenders get: the index of a task as Data
	arrivals []time.Duration // of each job, since the trial began; nil: a batch
	warmUp   int             // how many jobs of a stream are not measured

	// Of the last run:
	began time.Time
	spans []span
	late  []time.Duration // a stream in real time: how late each job was handed over
	by    []int           // who ran each job; nil: unknown
}

// A span is when a job ran, since the trial began. It takes half a cache line, so two
// neighbors share one.
type span struct {
	started, completed time.Duration
	runs               atomic.Int32
	failed             bool
}

// Measured is the result of a trial.
type Measured struct {
	Metrics map[string]float64 // by the names of record's catalogue
	Classes []record.Class
	Details []record.Detail
}

// New returns a trial of a batch. The processor, the same for all contenders, does the
// work of a job in real time; [Trial.RunVirtual] does not use it. The trial keeps jobs,
// and does not change them.
func New(jobs []pool.Job[workloads.Task], process pool.Processor[workloads.Task, uint64], workers int) *Trial {
	t := &Trial{Workers: workers, tasks: jobs, process: process, jobs: make([]pool.Job[int], len(jobs)), spans: make([]span, len(jobs))}
	for i := range jobs {
		j := &jobs[i]
		t.jobs[i] = pool.Job[int]{ID: j.ID, Data: i, Priority: j.Priority, Cost: j.Cost, Key: j.Key}
	}
	return t
}

// Arrive makes the trial a stream: job i arrives, and is released, at schedule[i] after
// the start of the trial, in ascending order. The first warmUp jobs fill the stream and
// are not measured. A contender that cannot run streams then has an error.
func (t *Trial) Arrive(schedule []time.Duration, warmUp int) {
	if len(schedule) != len(t.jobs) {
		panic(fmt.Sprintf("trial: %d arrivals of %d jobs", len(schedule), len(t.jobs)))
	}
	t.arrivals, t.warmUp = schedule, warmUp
}
