package study

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

const (
	// SweepWorkload is the workload of a sweep, if nobody says.
	SweepWorkload = "exponential"

	// SweepRounds is how many rounds a sweep has, if nobody says: enough to tell a dozen
	// strategies apart.
	SweepRounds = 10

	// SweepBudget is the time for all rounds, if nobody says.
	SweepBudget = 10 * time.Minute
)

// SweepWorkers returns the worker counts of a sweep, if nobody says.
func SweepWorkers() []int { return []int{1, 4, 16, 64} }

// SweepLoads returns the loads of a sweep, if nobody says.
func SweepLoads() []float64 { return []float64{0.5, 0.7, 0.8, 0.9, 0.95} }

// LoadRange returns from, and what follows it in steps of a tenth, up to to, which is the last.
func LoadRange(from, to float64) ([]float64, error) {
	if !(from > 0) || !(to >= from) || math.IsInf(to, 0) {
		return nil, fmt.Errorf("from %v to %v: want two loads, the smaller one first", from, to)
	}
	out := []float64{from}
	for k := 1; ; k++ {
		// Rounded, since a tenth is no binary number.
		next := math.Round((from+float64(k)/10)*1e9) / 1e9
		if next >= to {
			break
		}
		out = append(out, next)
	}
	if to > from {
		out = append(out, to)
	}
	return out, nil
}

// Sweep asks how a metric depends on strategy, workers, load and workload, in virtual time.
type Sweep struct {
	Contenders []bench.Contender    // nil: the built-in strategies, of which a stream leaves out those for batches only
	Workloads  []workloads.Workload // nil: SweepWorkload
	Workers    []int                // nil: SweepWorkers
	Loads      []float64            // nil: SweepLoads; none, but not nil: batches
	Arrivals   workloads.Arrivals   // nil: Poisson
	Jobs       int                  // in a trial; 0: each workload's default
	Cores      int                  // how many jobs compute at once; 0: as many as workers
	Metric     string               // empty: the usual one of batches or of streams
	Seed       uint64
	Rounds     int           // at most; 0: SweepRounds
	Budget     time.Duration // no round begins that would probably end after it; 0: SweepBudget
}

// Plan returns the comparison to run.
func (s Sweep) Plan(context.Context) (*bench.Plan, error) {
	p := &bench.Plan{
		Contenders: s.Contenders, Workloads: s.Workloads, Workers: s.Workers, Loads: s.Loads, Arrivals: s.Arrivals,
		Jobs: s.Jobs, Cores: s.Cores, Virtual: true, NoPictures: true, Seed: s.Seed,
	}
	if p.Workers == nil {
		p.Workers = SweepWorkers()
	}
	if p.Loads == nil {
		p.Loads = SweepLoads()
	}
	if len(p.Loads) == 0 {
		p.Arrivals = nil
	} else if p.Arrivals == nil {
		p.Arrivals = workloads.Poisson{}
	}
	if p.Contenders == nil {
		p.Contenders = slices.DeleteFunc(bench.Usual(), func(c bench.Contender) bool { return p.Arrivals != nil && bench.CanStream(c) != nil })
	}
	if p.Workloads == nil {
		w, err := workloads.ByName(SweepWorkload)
		if err != nil {
			return nil, err
		}
		p.Workloads = []workloads.Workload{w}
	}
	return p, nil
}

// Of returns what a run shows.
func (Sweep) Of(run *record.Run) *verdict.Sweep {
	return verdict.SweepOf(verdict.Judge(run, verdict.Options{}))
}

// Answer runs the comparison in this process, and returns what it shows.
func (s Sweep) Answer(ctx context.Context) (*verdict.Sweep, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return nil, err
	}
	if s.Rounds == 0 {
		s.Rounds = SweepRounds
	}
	run, err := measure(ctx, p, s.Rounds, s.Budget, SweepBudget)
	if err != nil {
		return nil, err
	}
	run.Settings.Metric = s.Metric
	return s.Of(run), nil
}
