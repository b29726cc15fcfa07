package study

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

const (
	// Four decades around the cost of scheduling a job on any machine.
	DefaultFrom = 32 * time.Nanosecond
	DefaultTo   = 320 * time.Microsecond

	// GrainJobs is the default number of jobs in a batch.
	GrainJobs = 4096

	// GrainBudget is the default time for all sizes.
	GrainBudget = 3 * time.Minute

	// longestJob is longer than anybody asks about.
	longestJob = time.Second
)

// Grain asks how small jobs may be.
type Grain struct {
	Contenders []bench.Contender // nil: the built-in strategies; [Reference] is always among them
	Workers    []int             // nil: one per processor
	From, To   time.Duration     // of the shortest jobs and of the longest; 0: DefaultFrom, DefaultTo
	Jobs       int               // in a batch; 0: GrainJobs
	Seed       uint64
	Rounds     int           // at most; 0: 20
	Budget     time.Duration // no round begins that would probably end after it; 0: GrainBudget
}

// Plan returns the comparison to run. It calibrates first.
func (g Grain) Plan(ctx context.Context) (*bench.Plan, error) {
	if g.From == 0 {
		g.From = DefaultFrom
	}
	if g.To == 0 {
		g.To = DefaultTo
	}
	sizes, err := GrainWorkloads(g.From, g.To)
	if err != nil {
		return nil, err
	}
	p := &bench.Plan{Contenders: g.Contenders, Workloads: sizes, Workers: g.Workers, Jobs: g.Jobs, Seed: g.Seed, Bare: true}
	if p.Contenders == nil {
		p.Contenders = bench.Usual()
	}
	if !slices.ContainsFunc(p.Contenders, func(c bench.Contender) bool { return c.Name() == plain.Static }) {
		p.Contenders = append(slices.Clip(p.Contenders), Reference())
	}
	if p.Jobs == 0 {
		p.Jobs = GrainJobs
	}
	return p, calibrate(ctx, p)
}

// Of evaluates a run.
func (Grain) Of(run *record.Run) (*verdict.Grain, error) {
	return verdict.GrainOf(run, plain.Static, confidence)
}

// Answer runs the comparison in this process, and evaluates it.
func (g Grain) Answer(ctx context.Context) (*verdict.Grain, error) {
	p, err := g.Plan(ctx)
	if err != nil {
		return nil, err
	}
	run, err := measure(ctx, p, g.Rounds, g.Budget, GrainBudget)
	if err != nil {
		return nil, err
	}
	return g.Of(run)
}

// Reference returns the contender that sets the best rate: plain static slices.
func Reference() bench.Contender {
	all := plain.Contenders()
	return all[slices.IndexFunc(all, func(c bench.Contender) bool { return c.Name() == plain.Static })]
}

// GrainWorkloads returns equal jobs in two sizes per decade. It is an error if there are
// fewer than two sizes, or if jobs take more than a second.
func GrainWorkloads(from, to time.Duration) ([]workloads.Workload, error) {
	var out []workloads.Workload
	for decade := 10 * time.Nanosecond; decade <= longestJob; decade *= 10 {
		for _, size := range []time.Duration{decade, decade * 32 / 10} {
			if size >= from && size <= to {
				out = append(out, workloads.FixedOf(size))
			}
		}
	}
	if from <= 0 || to > longestJob || len(out) < 2 {
		return nil, fmt.Errorf("from %v to %v: want two sizes or more, up to 1s, of 10ns, 32ns, 100ns, 320ns, 1µs and so on", from, to)
	}
	return out, nil
}
