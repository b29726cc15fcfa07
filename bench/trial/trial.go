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

	drawn    *workloads.Drawn         // the jobs, or nil: they are tasks; see unpack
	filled   pool.Job[workloads.Task] // the job of drawn that is looked at
	tasks    []pool.Job[workloads.Task]
	process  pool.Processor[workloads.Task, uint64]
	jobs     []pool.Job[int]   // what contenders get: the index of a task as Data; nil: see unpack
	inSlices bool              // jobs of the run come back after a slice
	warmth   *workloads.Warmth // of the run by goroutines; nil: no worker is ever cold
	keys     []int32           // the numbers of the keys of jobs, where a worker may be cold
	arrivals []time.Duration   // of each job, since the trial began; nil: a batch
	warmUp   int               // how many jobs of a stream are not measured

	// Of the last run:
	began   time.Time
	spans   []span // of a run that is not by events; nil: see unpack
	seconds []span // of second copies of jobs; nil: there are none
	ran     times
	scratch []uint64        // of a run by events
	late    []time.Duration // a stream in real time: how late each job was handed over
}

// A span is when a job ran, since the trial began. It takes half a cache line, so two
// neighbors share one.
type span struct {
	started, completed time.Duration
	ran                time.Duration // of jobs in slices: how long it ran in all
	runs               atomic.Int32
	failed             bool
	cold               bool
}

// times are when and where jobs ran, since the trial began, in columns.
type times struct {
	started, completed []time.Duration
	by                 []int32         // who ran each job, or neverRan; nil: unknown, and none was given up
	cold               []bool          // on a worker that was cold for the key; nil: none ever is
	ran                []time.Duration // how long jobs in slices ran; nil: from start to completion, or as drawn
	placed             bool            // by says who ran a job, and not only that it ran
	dropped            int             // how many were given up
}

// neverRan is the worker of a job that was given up.
const neverRan = -2

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
	return &Trial{Workers: workers, tasks: jobs, process: process}
}

// NewVirtual returns a trial of a batch for [Trial.RunVirtual] alone. It keeps the jobs. As
// long as all contenders run by events, it takes 20 bytes a job besides, and twice as much
// while it measures.
func NewVirtual(jobs *workloads.Drawn, workers int) *Trial {
	return &Trial{Workers: workers, drawn: jobs}
}

// Arrive makes the trial a stream: job i arrives, and is released, at schedule[i] after
// the start of the trial, in ascending order. The first warmUp jobs fill the stream and
// are not measured. A contender that cannot run streams then has an error.
func (t *Trial) Arrive(schedule []time.Duration, warmUp int) {
	if len(schedule) != t.len() {
		panic(fmt.Sprintf("trial: %d arrivals of %d jobs", len(schedule), t.len()))
	}
	t.arrivals, t.warmUp = schedule, warmUp
}
