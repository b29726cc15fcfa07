package study

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// confidence is the confidence of each interval of a study.
const confidence = 0.95

// Defaults of studies that have none of their own.
const (
	defaultRounds = 20
	defaultBudget = time.Minute
)

// mostDefaultWorkers is the greatest worker count in virtual time by default.
const mostDefaultWorkers = 64

// Scale asks how much faster batches become with more workers.
type Scale struct {
	Contenders []bench.Contender    // nil: the built-in strategies
	Workloads  []workloads.Workload // nil: equal jobs
	Workers    []int                // as [ScaleWorkers] has them
	Jobs       int                  // in a batch; 0: each workload's default
	Virtual    bool                 // in virtual time
	Seed       uint64
	Rounds     int           // at most; 0: 20
	Budget     time.Duration // no round begins that would probably end after it; 0: a minute
}

// Plan returns the comparison to run. In real time it calibrates first.
func (s Scale) Plan(ctx context.Context) (*bench.Plan, error) {
	p := &bench.Plan{
		Contenders: s.Contenders, Workloads: s.Workloads, Workers: ScaleWorkers(s.Workers, s.Virtual),
		Jobs: s.Jobs, Virtual: s.Virtual, Seed: s.Seed,
	}
	if p.Contenders == nil {
		p.Contenders = bench.Usual()
	}
	if p.Workloads == nil {
		equal, err := workloads.ByName(ScaleWorkload)
		if err != nil {
			return nil, err
		}
		p.Workloads = []workloads.Workload{equal}
	}
	return p, calibrate(ctx, p)
}

// Of evaluates a run.
func (Scale) Of(run *record.Run) *verdict.Scale { return verdict.ScaleOf(run, confidence) }

// Answer runs the comparison in this process, and evaluates it.
func (s Scale) Answer(ctx context.Context) (*verdict.Scale, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return nil, err
	}
	run, err := measure(ctx, p, s.Rounds, s.Budget, defaultBudget)
	if err != nil {
		return nil, err
	}
	return s.Of(run), nil
}

// ScaleWorkload is the default workload: the one that shows most about workers.
const ScaleWorkload = "fixed"

// ScaleWorkers returns the worker counts to run: the wanted ones, and one worker, the basis
// of speed-ups. Without wanted ones they are powers of two up to the number of processors
// of this host, or to 64 in virtual time.
func ScaleWorkers(wanted []int, virtual bool) []int {
	if len(wanted) > 0 {
		if slices.Contains(wanted, 1) {
			return wanted
		}
		return append([]int{1}, wanted...)
	}
	most := max(2, runtime.GOMAXPROCS(0))
	if virtual {
		most = mostDefaultWorkers
	}
	var counts []int
	for n := 1; n <= most; n *= 2 {
		counts = append(counts, n)
	}
	return counts
}

// calibrate measures what work costs if the plan needs it.
func calibrate(ctx context.Context, p *bench.Plan) (err error) {
	if !p.Virtual {
		p.Calibration, err = workloads.Calibrate(ctx)
	}
	return err
}

// measure runs a plan in this process.
func measure(ctx context.Context, p *bench.Plan, rounds int, budget, usual time.Duration) (*record.Run, error) {
	if rounds == 0 {
		rounds = defaultRounds
	}
	if budget == 0 {
		budget = usual
	}
	return p.Measure(ctx, rounds, budget)
}
