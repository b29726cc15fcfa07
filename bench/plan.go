package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/workloads"
)

// A Plan says what to compare. It is a value: nothing changes the caller's. Every field
// is needed but those that say otherwise.
type Plan struct {
	Contenders  []Contender
	Workloads   []workloads.Workload
	Workers     []int   // empty: each workload's default
	Jobs        int     // in a batch; 0: each workload's default
	Scale       float64 // times the default number of jobs, where Jobs is 0; 0: 1
	Seed        uint64
	Calibration workloads.Calibration // not needed in virtual time

	// Bare measures batches as a whole and no job by itself, in real time: where jobs
	// are so short that the clock would take as long.
	Bare bool

	Virtual bool // run in virtual time
	Cores   int  // in virtual time, how many jobs compute at once; 0: as many as workers

	// Arrivals makes the jobs a stream; nil: a batch, unless Replay. Loads are the
	// loads at which it is run, by which arrivals are stretched. With Replay jobs
	// arrive as the trace says, without Loads just when it says.
	Arrivals workloads.Arrivals
	Replay   bool
	Loads    []float64

	// Search looks for the greatest load that a contender carries, instead of
	// running it at Loads; in virtual time only.
	Search bool

	// Patience is for how long, in real time, nothing may happen in virtual time;
	// 0: as long as package virtual says.
	Patience time.Duration
}

// Workers returns the worker counts at which a workload is run.
func (p Plan) WorkersOf(w workloads.Workload) []int {
	if len(p.Workers) > 0 {
		return p.Workers
	}
	if w.DefaultWorkers > 0 {
		return []int{w.DefaultWorkers}
	}
	if p.Virtual {
		return []int{virtualWorkers}
	}
	return []int{runtime.GOMAXPROCS(0)}
}

// virtualWorkers is how many there are in virtual time if nobody says: not as
// many as this host has processors, since the answer is for every machine.
const virtualWorkers = 8

// virtualJobs is how many jobs a stream in virtual time has, at least, if nobody
// says: enough to know the 99.9th percentile when the stream has filled. The
// default of a workload is for batches in real time.
const virtualJobs = 10_000

// jobsOf returns how many jobs of a workload a trial has; 0: its default.
func (p Plan) jobsOf(w workloads.Workload) int {
	if p.Jobs > 0 || w.Trace != nil {
		return p.Jobs
	}
	n := w.DefaultJobs
	if p.Virtual && p.stream() {
		n = max(n, virtualJobs)
	}
	if p.Scale > 0 && n > 0 {
		n = max(1, int(p.Scale*float64(n)))
	}
	return n
}

// stream reports whether jobs arrive over time.
func (p Plan) stream() bool { return p.Arrivals != nil || p.Replay }

// loads returns the loads at which each workload is run; 0 stands for a batch,
// or for arrivals that are not stretched.
func (p Plan) loads() []float64 {
	if len(p.Loads) == 0 || p.Search {
		return []float64{0}
	}
	return p.Loads
}

// Cells returns how many trials a round has.
func (p Plan) Cells() int {
	n := 0
	for _, w := range p.Workloads {
		n += len(p.WorkersOf(w)) * len(p.loads()) * len(p.Contenders)
	}
	return n
}

// Generate returns the jobs of a workload for a round. Each round has jobs of
// its own, so that what is found holds for the workload and not for one draw.
func (p Plan) Generate(w workloads.Workload, round int) (workloads.Set, error) {
	return w.Generate(p.jobsOf(w), mix(p.Seed, uint64(round)))
}

// exact reports whether nothing of a workload is drawn and nothing measured with
// noise: a trace in virtual time, that comes at once or as it says. Every round
// would be the same.
func (p Plan) exact(w workloads.Workload) bool {
	return p.Virtual && w.Trace != nil && p.Arrivals == nil
}

// Rounds returns how many of so many rounds there is any use in.
func (p Plan) Rounds(most int) int {
	for _, w := range p.Workloads {
		if !p.exact(w) {
			return most
		}
	}
	return min(most, 1)
}

// Describe generates the first round's jobs and says what they turned out to
// be.
func (p Plan) Describe(w workloads.Workload) (record.Workload, error) {
	set, err := p.Generate(w, 1)
	if err != nil {
		return record.Workload{}, err
	}
	r := set.Realised
	out := record.Workload{
		Name: w.Name, Summary: w.Summary, Realised: r.String(),
		Jobs: r.Jobs, Mean: r.Mean.Seconds(), SCV: r.SCV, Warnings: set.Warnings,
		Exact: p.exact(w),
	}
	if p.Bare {
		out.Computed = p.Calibration.Computed(set.Jobs).Seconds()
	}
	if p.Search {
		out.Warnings = append(out.Warnings, impatient(set)...)
	}
	if p.stream() {
		s := &jobSet{plan: p, name: w.Name, set: set, seed: mix(p.Seed, 1)}
		schedule, err := s.schedule(s.gap(1, 0, 1), p.loads()[0])
		if err != nil {
			return record.Workload{}, err
		}
		out.Realised += ", arrivals: " + workloads.RealiseArrivals(schedule).Shape()
	}
	for i := len(r.Priorities) - 1; i >= 0; i-- {
		out.Shares = append(out.Shares, record.Share{Priority: r.Priorities[i].Priority, Share: r.Priorities[i].Share})
	}
	return out, nil
}

// Hooks are called as a round goes on, one at a time, by the goroutine that runs the
// round. An error ends the round.
type Hooks struct {
	// Begin is called before each trial, of which all is known but what it will
	// yield; nil: not.
	Begin func(record.Trial) error

	// Ran is called after a trial that was measured job by job, with what ran, which
	// is valid until it returns; nil: not.
	Ran func(record.Trial, *trial.Trial) error

	// End is called with each trial, also one that failed; nil: not.
	End func(record.Trial) error
}

// Round runs every contender on every workload and worker count once, and
// calls emit with each trial. Contenders run on the same jobs, in an order
// drawn from the round's seed, each after a short warm-up. The error is what
// stopped the round; that a contender failed is in its trial.
func (p Plan) Round(ctx context.Context, round int, emit func(record.Trial) error) error {
	return p.RoundWithHooks(ctx, round, Hooks{End: emit})
}

// RoundWithHooks runs a round like [Plan.Round], and calls the hooks.
func (p Plan) RoundWithHooks(ctx context.Context, round int, hooks Hooks) error {
	order := rand.New(rand.NewPCG(mix(p.Seed, uint64(round)), streamOrder))
	for _, w := range p.Workloads {
		if round > 1 && p.exact(w) {
			continue
		}
		set, err := p.Generate(w, round)
		if err != nil {
			return err
		}
		if err := p.workload(ctx, round, w, set, order, hooks); err != nil {
			return fmt.Errorf("workload %q: %w", w.Name, err)
		}
	}
	return nil
}

// streamOrder keeps the order of contenders independent of the jobs.
const streamOrder = 0x6f72646572

// warmUp is for how long a contender runs before it is measured, at most, by
// what the jobs take: long enough to start its goroutines and to fault its code
// in.
const warmUp = 50 * time.Millisecond

// warmUpJobs returns how many jobs fill the warm-up. Where batches are scaled
// down for want of time, so is the warm-up.
func (p Plan) warmUpJobs(r workloads.Realised, workers int) int {
	limit := float64(warmUp)
	if p.Scale > 0 {
		limit *= p.Scale
	}
	all := float64(r.Total) / float64(workers)
	if all <= limit {
		return r.Jobs
	}
	return max(1, int(float64(r.Jobs)*limit/all))
}

// workload runs all trials of one workload.
func (p Plan) workload(ctx context.Context, round int, w workloads.Workload, set workloads.Set, order *rand.Rand, hooks Hooks) error {
	m, err := p.meter(w, set, mix(p.Seed, uint64(round)))
	if err != nil {
		return err
	}
	defer m.close()
	position := 0
	for _, workers := range p.WorkersOf(w) {
		for _, load := range p.loads() {
			measure, err := m.at(workers, load)
			if err != nil {
				return err
			}
			for _, i := range order.Perm(len(p.Contenders)) {
				c := p.Contenders[i]
				position++
				t := record.Trial{Round: round, Position: position, Workload: w.Name, Strategy: c.Name(), Workers: workers, Jobs: len(set.Jobs), Load: load}
				if err := measure.trial(ctx, c, t, hooks); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// trial measures one contender. The record has all but what it yields.
func (m *measurer) trial(ctx context.Context, c trial.Contender, t record.Trial, hooks Hooks) error {
	if hooks.Begin != nil {
		if err := hooks.Begin(t); err != nil {
			return err
		}
	}
	var got trial.Measured
	var failed error
	// Goroutines inherit labels, so a profile tells whose they are.
	pprof.Do(ctx, pprof.Labels("strategy", t.Strategy, "workload", t.Workload), func(ctx context.Context) {
		got, failed = m.run(ctx, c)
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if failed != nil {
		t.Error = failed.Error()
	} else {
		t.Metrics, t.Classes, t.Details = got.Metrics, got.Classes, got.Details
		if err := m.look(&t, hooks); err != nil {
			return err
		}
	}
	if hooks.End != nil {
		if err := hooks.End(t); err != nil {
			return err
		}
	}
	if errors.Is(failed, virtual.ErrStalled) {
		// It spins on, and would slow down all that follow.
		return fmt.Errorf("strategy %q: %w", t.Strategy, failed)
	}
	return nil
}

// look adds a picture to the record, where a trial was measured job by job. Only the
// first round's has lanes.
func (m *measurer) look(t *record.Trial, hooks Hooks) error {
	if m.ran == nil {
		return nil
	}
	t.Picture = m.ran.Picture()
	if t.Round > 1 {
		t.Picture.Lanes = nil
	}
	if hooks.Ran == nil {
		return nil
	}
	return hooks.Ran(*t, m.ran)
}

// mix makes one seed of two numbers (the finaliser of SplitMix64).
func mix(seed, n uint64) uint64 {
	x := seed + n*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
