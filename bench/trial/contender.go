package trial

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
)

// A Contender is what is compared: a way to have jobs done by workers.
type Contender interface {
	// Name returns lower-case words joined by hyphens.
	Name() string

	// Run has every job done exactly once, by at most workers at a time, and
	// returns when all are done. The job's Data is its number, which do wants.
	// What a contender sets up for a batch is part of the batch's cost: Run
	// starts from nothing each time, except for what init has prepared.
	Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error)
}

// A Preparer is a contender that wants to know the size of a batch before it is
// measured: to make room for results that, in a program, it would be handed back
// from one batch to the next.
type Preparer interface{ Prepare(jobs int) }

// A Learner is a contender that gets better from run to run. It is measured
// after Lessons runs of the whole batch.
type Learner interface{ Lessons() int }

// A RealTimer is a contender that may be one that cannot run in virtual time: some
// share goroutines between pools, which a bubble does not allow. RealTime says why, or
// nothing if it can.
type RealTimer interface{ RealTime() string }

// A Streamer is a contender that can be handed jobs as they arrive.
type Streamer interface {
	// Stream begins to take jobs, to be done like those of Run. At most capacity
	// of them wait at once.
	Stream(ctx context.Context, workers, capacity int, do pool.Processor[int, uint64]) (Stream, error)
}

// A Stream is a run of a Streamer.
type Stream interface {
	// Submit hands over a job, whose Created is when it was to arrive. It is
	// called by one goroutine, and does not wait for the job to be done.
	Submit(ctx context.Context, job pool.Job[int]) error

	// Close waits for all jobs to be done.
	Close() (Report, error)
}

// A Report is what a contender tells of a run beyond its having ended.
type Report struct {
	Details []record.Detail // to be shown, and not judged but for "steals"
	Busy    []time.Duration // by worker, time spent on jobs; nil: unknown

	// By is who ran each job, by its number; nil: unknown.
	By []int

	// Complete fills in what takes time, and returns an error unless every job was
	// done and succeeded. It is called once, when the clock has stopped, and before
	// the next Run; nil: there is nothing to do.
	Complete func(*Report) error
}

// complete calls Complete, if it is there.
func (r *Report) complete() error {
	if r.Complete == nil {
		return nil
	}
	return r.Complete(r)
}
