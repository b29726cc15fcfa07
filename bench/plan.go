package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// A Plan says what to compare. Every field is needed but those that say
// otherwise.
type Plan struct {
	Contenders  []Contender
	Workloads   []workloads.Workload
	Workers     []int   // empty: each workload's default
	Jobs        int     // in a batch; 0: each workload's default
	Scale       float64 // times the default number of jobs, where Jobs is 0; 0: 1
	Seed        uint64
	Calibration workloads.Calibration

	begin func(record.Trial) error // called before each trial; nil: not
}

// Workers returns the worker counts at which a workload is run.
func (p *Plan) WorkersOf(w workloads.Workload) []int {
	if len(p.Workers) > 0 {
		return p.Workers
	}
	if w.DefaultWorkers > 0 {
		return []int{w.DefaultWorkers}
	}
	return []int{runtime.GOMAXPROCS(0)}
}

// jobsOf returns how many jobs of a workload a batch has; 0: its default.
func (p *Plan) jobsOf(w workloads.Workload) int {
	if p.Jobs > 0 || p.Scale == 0 || p.Scale == 1 || w.DefaultJobs == 0 || w.Trace != nil {
		return p.Jobs
	}
	return max(1, int(p.Scale*float64(w.DefaultJobs)))
}

// Cells returns how many trials a round has.
func (p *Plan) Cells() int {
	n := 0
	for _, w := range p.Workloads {
		n += len(p.WorkersOf(w)) * len(p.Contenders)
	}
	return n
}

// Generate returns the jobs of a workload for a round. Each round has jobs of
// its own, so that what is found holds for the workload and not for one draw.
func (p *Plan) Generate(w workloads.Workload, round int) (workloads.Set, error) {
	return w.Generate(p.jobsOf(w), mix(p.Seed, uint64(round)))
}

// Describe generates the first round's jobs and says what they turned out to
// be.
func (p *Plan) Describe(w workloads.Workload) (record.Workload, error) {
	set, err := p.Generate(w, 1)
	if err != nil {
		return record.Workload{}, err
	}
	r := set.Realised
	out := record.Workload{
		Name: w.Name, Summary: w.Summary, Realised: r.String(),
		Jobs: r.Jobs, Mean: r.Mean.Seconds(), SCV: r.SCV, Warnings: set.Warnings,
	}
	for i := len(r.Priorities) - 1; i >= 0; i-- {
		out.Shares = append(out.Shares, record.Share{Priority: r.Priorities[i].Priority, Share: r.Priorities[i].Share})
	}
	return out, nil
}

// Round runs every contender on every workload and worker count once, and
// calls emit with each trial. Contenders run on the same jobs, in an order
// drawn from the round's seed, each after a short warm-up. The error is what
// kept the round from its end; that a contender failed is in its trial.
func (p *Plan) Round(ctx context.Context, round int, emit func(record.Trial) error) error {
	order := rand.New(rand.NewPCG(mix(p.Seed, uint64(round)), streamOrder))
	for _, w := range p.Workloads {
		set, err := p.Generate(w, round)
		if err != nil {
			return err
		}
		if err := p.workload(ctx, round, w, set, order, emit); err != nil {
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
func (p *Plan) warmUpJobs(r workloads.Realised, workers int) int {
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

func (p *Plan) workload(ctx context.Context, round int, w workloads.Workload, set workloads.Set, order *rand.Rand, emit func(record.Trial) error) error {
	runner, err := workloads.NewRunner(p.Calibration, set.Jobs)
	if err != nil {
		return err
	}
	defer runner.Close()
	position := 0
	for _, workers := range p.WorkersOf(w) {
		short := NewTrial(set.Jobs[:p.warmUpJobs(set.Realised, workers)], runner.Process, workers)
		trial := NewTrial(set.Jobs, runner.Process, workers)
		for _, i := range order.Perm(len(p.Contenders)) {
			c := p.Contenders[i]
			position++
			out := record.Trial{Round: round, Position: position, Workload: w.Name, Strategy: c.Name(), Workers: workers, Jobs: len(set.Jobs)}
			if p.begin != nil {
				if err := p.begin(out); err != nil {
					return err
				}
			}
			err := prepare(ctx, c, short, trial)
			if err == nil {
				out.Metrics, out.Details, err = trial.Run(ctx, c)
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err != nil {
				out.Error = err.Error()
			}
			if err := emit(out); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepare runs the contender unmeasured: once for a while, and if it learns as
// many batches as that takes.
func prepare(ctx context.Context, c Contender, short, full *Trial) error {
	if p, ok := c.(Preparer); ok {
		p.Prepare(len(full.jobs))
	}
	if _, _, err := short.Run(ctx, c); err != nil {
		return err
	}
	if l, ok := c.(Learner); ok {
		for range l.Lessons() {
			if _, _, err := full.Run(ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// mix makes one seed of two numbers (the finaliser of SplitMix64).
func mix(seed, n uint64) uint64 {
	x := seed + n*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
