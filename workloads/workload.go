package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/pool"
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
	Keys     int           // jobs belong to one of so many keys, evenly; 0: none
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
)

// Generate makes n jobs, or the default number if n is 0. The same workload, n
// and seed make the same jobs. Service times are at least 1 ns; each job's
// Cost is its service time, which strategies may use.
//
// A trace gives its first n jobs, in order of arrival and without randomness,
// and all of them if n is 0.
func (w Workload) Generate(n int, seed uint64) (Set, error) {
	w = w.withDefaults()
	if n == 0 {
		n = w.DefaultJobs
	}
	if n < 0 || n > maxJobs {
		return Set{}, fmt.Errorf("workload %q: %d jobs, want 0 to %d", w.Name, n, maxJobs)
	}
	if err := w.validate(); err != nil {
		return Set{}, fmt.Errorf("workload %q: %w", w.Name, err)
	}
	if w.Trace != nil && n > len(w.Trace.jobs) {
		return Set{}, fmt.Errorf("workload %q: %d jobs, but the trace has %d", w.Name, n, len(w.Trace.jobs))
	}
	stream := func(s uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, s)) }

	set := Set{Jobs: make([]pool.Job[Task], n)}
	jobs := set.Jobs
	part := w.assignParts(n, stream(streamParts))
	if w.Trace != nil {
		set.Arrivals = w.Trace.fill(jobs)
	} else {
		// An order moves whole jobs: what a job does goes with its size.
		service, err := w.draw(part, stream(streamService))
		if err != nil {
			return Set{}, err
		}
		part = w.order(service, part, stream(streamOrder))
		priority := w.Priority.assign(stream(streamPriority), w.Levels, service)
		keys := stream(streamKeys)
		for i := range jobs {
			jobs[i].Data.Service = service[i]
			jobs[i].Priority = priority[i]
			if w.Keys > 0 {
				jobs[i].Key = "key-" + strconv.Itoa(keys.IntN(w.Keys))
			}
		}
	}
	for i := range jobs {
		j, p := &jobs[i], w.Parts[part[i]]
		j.ID = strconv.Itoa(i)
		j.Cost = j.Data.Service
		j.Data.CPU = j.Data.Service - time.Duration(math.Round(p.IO*float64(j.Data.Service)))
		j.Data.Kernel, j.Data.Wait = p.Kernel, p.Wait
		j.Data.Seed = uint32(i)
	}
	set.Realised = Realise(jobs)
	set.Warnings = warnings(jobs)
	return set, nil
}

func (w Workload) withDefaults() Workload {
	if w.Service == nil {
		w.Service = Fixed{}
	}
	if w.Mean == 0 {
		w.Mean = defaultMean
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
	case w.Keys < 0:
		return fmt.Errorf("Workload.Keys is %d, want 0 or more", w.Keys)
	case w.Order > Clustered:
		return fmt.Errorf("Workload.Order is %v, which is unknown", w.Order)
	case w.Priority > AntiCorrelated:
		return fmt.Errorf("Workload.Priority is %v, which is unknown", w.Priority)
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
