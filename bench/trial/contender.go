package trial

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
)

// A Contender is what is compared: a way to have jobs done by workers. It need not be
// safe for concurrent use.
type Contender interface {
	// Name returns lower-case words joined by hyphens, and for a Settable, if it has been
	// set, a colon and the settings.
	Name() string

	// Run calls do exactly once with every job, at most workers at a time, and returns
	// when all are done. A job's Data is its index in jobs; do relies on it. What a
	// contender sets up for a batch is part of the batch's cost: Run starts from nothing
	// each time, except for what init has prepared.
	Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error)
}

// A Preparer is a contender that is told the size of a batch before it is measured, to
// allocate memory that a program would reuse from one batch to the next.
type Preparer interface{ Prepare(jobs int) }

// A Learner is a contender that improves from run to run. It runs the whole batch
// Lessons times before it is measured.
type Learner interface{ Lessons() int }

// A Seeded is a contender that makes random choices. Seed is called before each run: the
// same seed, the same choices.
type Seeded interface{ Seed(seed uint64) }

// A Settable is a contender with settings, which may follow its name and a colon:
// "bounded:4".
//
// Some whole numbers have a meaning of their own, so that flags of the compare command can set
// them: prefetch or jobs is how many jobs a process holds, processes is how many of these there
// are, and workers how many workers each has.
type Settable interface {
	// Settings describes the settings that there are, each by its name, which one can do
	// without, and what it takes, "depth (a whole number)", or by its name alone if that
	// takes no value.
	Settings() []string

	// With returns a new contender with these settings, whose Name has them. The error says
	// what is wrong with them, and does not name the contender.
	With(settings string) (Contender, error)
}

// A RealTimer is a contender that may be unable to run in virtual time: some share
// goroutines between pools, which a bubble does not allow. RealTime returns the reason,
// or "" if it can.
type RealTimer interface{ RealTime() string }

// A Streamer is a contender that takes jobs as they arrive.
type Streamer interface {
	// Stream starts a run, whose jobs are done like those of Run. At most capacity of
	// them wait at once.
	Stream(ctx context.Context, workers, capacity int, do pool.Processor[int, uint64]) (Stream, error)
}

// A Stream is a run of a Streamer.
type Stream interface {
	// Submit hands over a job, whose Created is its intended arrival. It is called by
	// one goroutine, and does not wait for the job to be done.
	Submit(ctx context.Context, job pool.Job[int]) error

	// Close waits for all jobs to be done.
	Close() (Report, error)
}

// A Report is what a contender reports of a run. The zero value reports nothing.
type Report struct {
	Details []record.Detail // shown, but not judged except for "steals"
	Busy    []time.Duration // time spent on jobs, by worker; nil: unknown

	// Metrics are further ones, by the names of record's catalogue; nil: none.
	Metrics map[string]float64

	// By is the worker that ran each job, by the job's index, or -1 if none did; nil:
	// unknown.
	By []int

	// Dropped is how many jobs were given up on purpose, and never ran.
	Dropped int
	// Shared is how many jobs never ran and have the result of another one.
	Shared int

	// Complete fills in what takes time to work out, and returns an error unless every
	// job that was not dropped was done and succeeded. It is called once, after the measurement and before the
	// next Run; nil: there is nothing to do.
	Complete func(*Report) error
}

// complete calls Complete unless it is nil.
func (r *Report) complete() error {
	if r.Complete == nil {
		return nil
	}
	return r.Complete(r)
}
