package cli

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/live"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/workloads"
)

// measure runs the comparison and calls save after each round. With an error it also
// returns the trials so far; it is an error if there are none.
func (c *command) measure(ctx context.Context, o *options, save func(*record.Run) error) (*record.Run, error) {
	plan, err := o.plan(ctx)
	if err != nil {
		return nil, err
	}
	plan.Keep()
	run, err := o.newRun(ctx, plan)
	if err != nil {
		return nil, err
	}
	view := &live.View{Writer: c.Stderr, Size: terminal(c.Stderr, c.Getenv), Run: run}
	comparison := &rounds.Comparison{
		Run: run, Cells: plan.Cells(), Rounds: plan.Rounds(o.rounds), Budget: o.budget,
		Patience: o.patience, Progress: view.Show, Save: save,
	}
	if o.here() {
		plan.Patience = patienceInside(o.patience)
		comparison.Here = fresh(plan)
	} else {
		scratch, err := os.MkdirTemp("", "compare-*")
		if err != nil {
			return nil, fmt.Errorf("no temporary folder: %w", err)
		}
		defer os.RemoveAll(scratch)
		if comparison.Command, err = c.spawn(o.request(plan, run.Settings.Strategies), scratch); err != nil {
			return nil, err
		}
	}
	err = comparison.Do(ctx)
	view.Done()
	if len(run.Trials) == 0 && err == nil {
		err = fmt.Errorf("%w before the first trial finished: there is no answer", errInterrupted)
	}
	return run, err
}

// here reports whether rounds run in this process: in virtual time, where the contenders are
// built-in strategies. They neither crash nor hang.
func (o *options) here() bool {
	return o.mode.Virtual && !o.mode.Goroutines && !slices.ContainsFunc(o.contenders, func(x bench.Contender) bool { return !named(bench.Strategies(), x.Name()) })
}

// fresh returns a function that returns the plan with contenders that are as new in every
// round, as they are in a new process.
func fresh(p *bench.Plan) func(round int) *bench.Plan {
	return func(int) *bench.Plan {
		again := *p
		again.Contenders = nil
		all := bench.Strategies()
		for _, x := range p.Contenders {
			i := slices.IndexFunc(all, func(s bench.Contender) bool { return s.Name() == x.Name() })
			again.Contenders = append(again.Contenders, all[i])
		}
		return &again
	}
}

// plan returns the plan that the options ask for. In real time it calibrates first.
func (o *options) plan(ctx context.Context) (*bench.Plan, error) {
	p := &bench.Plan{
		Contenders: o.contenders, Workloads: o.workloads, Workers: o.workers,
		Jobs: o.jobs, Scale: o.scale, Seed: o.seed, Bare: o.study != nil && o.study.bare,
	}
	p.NoPictures = o.study == sweepQuestion
	if err := o.mode.plan(p); err != nil || o.mode.Virtual {
		return p, err
	}
	var err error
	p.Calibration, err = workloads.Calibrate(ctx)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%w before the first trial finished: there is no answer", errInterrupted)
	}
	if err != nil {
		return nil, fmt.Errorf("calibration: %w", err)
	}
	return p, nil
}

// newRun returns the record of what is about to be measured.
func (o *options) newRun(ctx context.Context, plan *bench.Plan) (*record.Run, error) {
	run, err := plan.NewRun(ctx)
	if err != nil {
		return nil, err
	}
	run.Command = o.command()
	s := &run.Settings
	s.Workloads, s.Arrivals, s.Metric, s.RoundsPlanned, s.Budget = o.names, o.mode.Arrivals, o.metric, plan.Rounds(o.rounds), o.budget.Seconds()
	if o.study != nil {
		s.Study = o.study.name
	}
	if o.tour && o.scale != 1 {
		run.Warnings = append(run.Warnings, "this is a tour on small batches; compare --workload NAME looks at one workload closely")
	}
	return run, nil
}
