package ask

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// Here reports whether rounds run in this process: in virtual time, where the contenders are
// built-in strategies. They neither crash nor hang.
func (c *Comparison) Here() bool {
	return c.Mode.Virtual && !c.Mode.Goroutines && !slices.ContainsFunc(c.Contenders, func(x bench.Contender) bool { return !named(bench.Strategies(), Base(x.Name())) })
}

// Fresh returns a function that returns the plan with contenders that are as new in every
// round, as they are in a new process.
func Fresh(p *bench.Plan) func(round int) *bench.Plan {
	return func(int) *bench.Plan {
		again := *p
		again.Contenders = nil
		all := bench.Strategies()
		for _, x := range p.Contenders {
			fresh, err := find("strategy", all, x.Name())
			if fresh == nil {
				panic(fmt.Sprintf("ask: %q: %v", x.Name(), err)) // it was found before
			}
			again.Contenders = append(again.Contenders, fresh)
		}
		return &again
	}
}

// Plan returns the plan that the options ask for. In real time it calibrates first.
func (c *Comparison) Plan(ctx context.Context) (*bench.Plan, error) {
	p := &bench.Plan{
		Contenders: c.Contenders, Workloads: c.Workloads, Workers: c.Workers,
		Jobs: c.Jobs, Scale: c.Scale, Seed: c.Seed, Bare: c.Study != nil && c.Study.Bare,
	}
	p.NoPictures = c.Study != nil && c.Study.NoPictures
	if err := c.Mode.plan(p); err != nil || c.Mode.Virtual {
		return p, err
	}
	var err error
	p.Calibration, err = workloads.Calibrate(ctx)
	if err != nil {
		return nil, fmt.Errorf("calibration: %w", err)
	}
	return p, nil
}

// NewRun returns the record of what is about to be measured.
func (c *Comparison) NewRun(ctx context.Context, plan *bench.Plan) (*record.Run, error) {
	run, err := plan.NewRun(ctx)
	if err != nil {
		return nil, err
	}
	run.Command = c.Command()
	s := &run.Settings
	s.Workloads, s.Arrivals, s.RoundsPlanned, s.Budget = c.Names, c.Mode.Arrivals, plan.Rounds(c.Rounds), c.Budget.Seconds()
	if len(c.Metrics) > 0 {
		s.Metric, s.Also = c.Metrics[0], c.Metrics[1:]
	}
	if c.Study != nil {
		s.Study = c.Study.Name
	}
	if c.spread != nil && c.spread.processes != nil {
		s.Processes, s.Each = c.spread.processes, c.spread.each
	}
	if c.Tour && c.Scale != 1 {
		run.Warnings = append(run.Warnings, "this is a tour on small batches; compare --workload NAME looks at one workload closely")
	}
	return run, nil
}
