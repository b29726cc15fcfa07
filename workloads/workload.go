package workloads

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/go-foundations/poolbench/workloads/joblog"
)

// A Workload says what jobs to make. The zero value of every field is useful:
// Workload{} makes 1,000 equal hashing jobs of 10 µs.
type Workload struct {
	Name    string // lower-case words joined by hyphens, "trace:" and a file name, or "fixed:" and a time
	Summary string // when a user would ask for it, in one line

	Service  Distribution  // shape of the service times; nil: Fixed
	Mean     time.Duration // mean service time of a job; 0: 10 µs
	Order    Order         // in which sizes are handed over
	Priority Mix           // how urgency is spread
	Levels   int           // of priority, at most 30; 0: 3
	Shares   []float64     // of the levels, the most urgent first, relative to each other; instead of Priority and Levels
	Keys     int           // jobs belong to one of so many keys, evenly; 0: none
	KeySkew  float64       // the k-th key has jobs as often as k^−KeySkew (Zipf); 0: all alike
	KeyRun   int           // jobs of a key come in runs, of so many on average; 0 and 1: one by one
	Deadline Deadline      // when jobs are to be complete
	Cost     Cost          // what strategies are told of service times
	Cold     Cold          // what a worker pays for a key that is new to it
	Slice    time.Duration // how long a job runs at a time: a longer one then comes back ([pool.Again]); 0: to its end
	Anew     bool          // a second copy of a job takes a time that is drawn anew; else as long as the first
	Parts    []Part        // what jobs do; none: hashing only
	Trace    *Trace        // the user's jobs; if set, nothing above but names and Parts is used

	DefaultJobs    int // when the caller names no number; 0: 1,000
	DefaultWorkers int // when the caller names no number; 0: one per processor
}

// A Part is one kind of job in a workload.
type Part struct {
	Share  float64 // of the jobs, relative to the other parts'; 0: 1
	Size   float64 // mean service time, relative to the other parts'; 0: 1
	IO     float64 // share of each job's service time that is IO, in [0, 1]
	Kernel Kernel  // how the rest is computed
	Wait   Wait    // how the IO is spent
}

const (
	defaultMean   = 10 * time.Microsecond
	defaultJobs   = 1000
	defaultLevels = 3
	maxLevels     = 30
	maxJobs       = 1 << 28
	maxParts      = 256
)

// Streams of randomness, one per choice: another order or priority mix leaves
// the sizes as they were.
const (
	streamService = iota + 1
	streamOrder
	streamPriority
	streamKeys
	streamParts
	streamArrivals
	streamCosts
	streamCopies
)

// Generate makes n jobs, or the default number if n is 0. The same workload, n
// and seed make the same jobs. Service times are at least 1 ns; each job's
// Cost, which strategies may use, is its service time unless Cost says otherwise, or what a
// trace says was expected of it, if that says anything.
//
// A trace gives its first n jobs, in order of arrival and without randomness,
// and all of them if n is 0.
func (w Workload) Generate(n int, seed uint64) (Set, error) {
	d, err := w.Draw(n, seed)
	if err != nil {
		return Set{}, err
	}
	return Set{Jobs: d.Jobs(), Arrivals: d.Arrivals, Realised: d.Realised, Warnings: d.Warnings}, nil
}

// Draw draws the jobs that Generate makes.
func (w Workload) Draw(n int, seed uint64) (*Drawn, error) {
	w = w.withDefaults()
	if n == 0 {
		n = w.DefaultJobs
	}
	if n < 0 || n > maxJobs {
		return nil, fmt.Errorf("workload %q: %d jobs, want 0 to %d", w.Name, n, maxJobs)
	}
	if err := w.validate(); err != nil {
		return nil, fmt.Errorf("workload %q: %w", w.Name, err)
	}
	if w.Trace != nil && n > len(w.Trace.jobs) {
		return nil, fmt.Errorf("workload %q: %d jobs, but the trace has %d", w.Name, n, len(w.Trace.jobs))
	}
	stream := func(s uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, s)) }

	d := &Drawn{parts: w.Parts, part: w.assignParts(n, stream(streamParts))}
	if w.Trace != nil {
		d.rows = w.Trace.jobs[:n:n]
		d.Arrivals = w.Trace.arrivalsOf(n)
		d.within = optional(d.rows, func(j *joblog.Job) time.Duration { return j.Deadline })
	} else {
		var err error
		if d.service, err = w.draw(n, d.part, stream(streamService)); err != nil {
			return nil, err
		}
		// An order moves whole jobs: what a job does goes with its size.
		d.part = w.order(d.service, d.part, stream(streamOrder))
		d.priority = w.Priority.assign(stream(streamPriority), w.Levels, d.service)
		if w.Shares != nil {
			d.priority = byShare(w.Shares, n, stream(streamPriority))
		}
		if d.key = w.assignKeys(n, stream(streamKeys)); d.key == nil && w.Cold.Extra > 0 {
			return nil, fmt.Errorf("workload %q: %w", w.Name, errColdKeyless)
		}
		d.cold, d.slice = w.Cold, w.Slice
		d.within = w.Deadline.assign(d.service, d.priority, w.Levels)
		if w.Anew {
			if d.second, err = w.draw(n, d.part, stream(streamCopies)); err != nil {
				return nil, err
			}
		}
		d.cost = w.Cost.assign(d.service, stream(streamCosts))
	}
	d.Realised = realise(n, d.Times)
	d.Warnings = d.warnings()
	return d, nil
}

// Tells reports whether the workload gives its jobs more than one "key" or "priority", a
// "deadline", or a "cost" that strategies are told, as [Trace.Tells] does.
func (w Workload) Tells(column string) bool {
	if w.Trace != nil {
		return w.Trace.Tells(column)
	}
	switch column {
	case "key":
		return w.Keys > 1
	case "priority":
		return len(w.Shares) > 1 || w.Priority != NoPriority && w.Levels != 1
	case "deadline":
		return w.Deadline.Factor > 0 || len(w.Deadline.Within) > 0
	case "cost":
		return !w.Cost.Unknown
	}
	return false
}

func (w Workload) withDefaults() Workload {
	if w.Service == nil {
		w.Service = Fixed{}
	}
	if w.Mean == 0 {
		w.Mean = defaultMean
	}
	if w.Shares != nil {
		w.Levels = len(w.Shares)
	}
	if w.Levels == 0 {
		w.Levels = defaultLevels
	}
	if w.Trace != nil {
		w.DefaultJobs = len(w.Trace.jobs)
	} else if w.DefaultJobs == 0 {
		w.DefaultJobs = defaultJobs
	}
	parts := append([]Part(nil), w.Parts...)
	if len(parts) == 0 {
		parts = []Part{{}}
	}
	for i := range parts {
		if parts[i].Share == 0 {
			parts[i].Share = 1
		}
		if parts[i].Size == 0 {
			parts[i].Size = 1
		}
	}
	w.Parts = parts
	return w
}

func (w Workload) validate() error {
	switch {
	case w.Mean < 0:
		return fmt.Errorf("Workload.Mean is %v, want more than 0", w.Mean)
	case w.Levels < 1 || w.Levels > maxLevels:
		return fmt.Errorf("Workload.Levels is %d, want 1 to %d", w.Levels, maxLevels)
	case w.Slice < 0:
		return fmt.Errorf("Workload.Slice is %v, want 0 or more", w.Slice)
	case w.Slice > 0 && w.Cold.Extra > 0:
		return errors.New("cold and slice cannot be combined")
	case w.Order > Clustered:
		return fmt.Errorf("Workload.Order is %v, which is unknown", w.Order)
	case w.Priority > AntiCorrelated:
		return fmt.Errorf("Workload.Priority is %v, which is unknown", w.Priority)
	}
	for _, share := range w.Shares {
		if !(share > 0) || math.IsInf(share, 1) {
			return fmt.Errorf("Workload.Shares are %v, want all above 0", w.Shares)
		}
	}
	for _, err := range []error{w.validateKeys(), w.Deadline.validate(), w.Cost.validate(), w.Cold.validate()} {
		if err != nil {
			return err
		}
	}
	if len(w.Parts) > maxParts {
		return fmt.Errorf("there are %d parts, want at most %d", len(w.Parts), maxParts)
	}
	for i, p := range w.Parts {
		switch {
		case !(p.Share > 0) || !(p.Size > 0) || math.IsInf(p.Share, 1) || math.IsInf(p.Size, 1):
			return fmt.Errorf("part %d has share %v and size %v, want both above 0", i, p.Share, p.Size)
		case !(p.IO >= 0 && p.IO <= 1):
			return fmt.Errorf("part %d has IO %v, want 0 to 1", i, p.IO)
		case p.Kernel > Alloc || p.Wait > File:
			return fmt.Errorf("part %d has %v and %v, which are unknown", i, p.Kernel, p.Wait)
		}
	}
	return w.Service.Validate()
}
