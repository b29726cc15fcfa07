package trial

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// Trial is the jobs of a batch or a stream, ready to be run by one contender
// after the other. It is not safe for concurrent use.
type Trial struct {
	Workers  int
	Patience time.Duration // for how long, in real time, nothing may happen in virtual time; 0: as long as package virtual says

	tasks    []pool.Job[workloads.Task]
	process  pool.Processor[workloads.Task, uint64]
	jobs     []pool.Job[int] // what contenders get: the number of a task as Data
	arrivals []time.Duration // of each job, since the trial began; nil: a batch
	warmUp   int             // so many jobs of a stream are not measured

	// Of the last run:
	began time.Time
	spans []span
	late  []time.Duration // a stream in real time: how late each job was handed over
	by    []int           // who ran each job; nil: unknown
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
}

// New prepares a batch of jobs. The processor is the same for all
// contenders.
func New(jobs []pool.Job[workloads.Task], process pool.Processor[workloads.Task, uint64], workers int) *Trial {
	t := &Trial{Workers: workers, tasks: jobs, process: process, jobs: make([]pool.Job[int], len(jobs)), spans: make([]span, len(jobs))}
	for i := range jobs {
		j := &jobs[i]
		t.jobs[i] = pool.Job[int]{ID: j.ID, Data: i, Priority: j.Priority, Cost: j.Cost, Key: j.Key}
	}
	return t
}

// Arrive makes the trial a stream: job i arrives, and is released, at
// schedule[i] after the start of the trial. The first jobs fill the stream and
// are not measured, as many as warmUp says. A contender that cannot run streams
// has an error then.
func (t *Trial) Arrive(schedule []time.Duration, warmUp int) {
	if len(schedule) != len(t.jobs) {
		panic(fmt.Sprintf("trial: %d arrivals of %d jobs", len(schedule), len(t.jobs)))
	}
	t.arrivals, t.warmUp = schedule, warmUp
}
