package plan

import (
	"time"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// A Plan says what to compare. It is a value: nothing changes the caller's. Every field
// is needed but those that say otherwise.
type Plan struct {
	Contenders  []trial.Contender
	Workloads   []workloads.Workload
	Workers     []int   // empty: each workload's default
	Jobs        int     // in a batch; 0: each workload's default
	Scale       float64 // times the default number of jobs, where Jobs is 0; 0: 1
	Seed        uint64
	Calibration workloads.Calibration // not needed in virtual time

	// Bare measures batches as a whole and no single job, in real time: for jobs so short
	// that reading the clock would take as long.
	Bare bool

	NoPictures bool // trials get no picture

	Virtual bool // run in virtual time
	// Goroutines has disciplines run by goroutines in virtual time, too: see trial.Trial.
	Goroutines bool

	Cores int // in virtual time, how many jobs compute at once; 0: as many as workers

	// Arrivals makes the jobs a stream; nil: a batch, unless Replay. Arrivals are
	// stretched to each of the Loads in turn, 1 being the most that the workers can do.
	// With Replay jobs arrive as the trace says, and without Loads exactly when it says.
	Arrivals workloads.Arrivals
	Replay   bool
	Loads    []float64

	// Search finds the greatest load that a contender sustains, instead of running it at
	// Loads; in virtual time only.
	Search bool

	// Patience is the longest real time in which nothing happens in virtual time before
	// a trial is taken to have stalled; 0: virtual.DefaultPatience.
	Patience time.Duration

	// Slots has trials in virtual time run at once, as many as the channel has room for, of
	// this plan and of others that share it: a trial holds a place in it while it runs. nil:
	// one trial at a time. What trials yield does not change, nor does their order. All
	// contenders have to run by events, and hooks cannot have Ran.
	Slots chan struct{}

	// Part has a round run only some of its trials, which yield what they do in the whole: in
	// virtual time, several processes may share a round.
	Part Part

	kept *kept // nil: nothing is kept
}
