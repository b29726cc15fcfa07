package cli

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/live"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// measure runs the comparison and calls save, unless it is nil, after each round. With an error it also
// returns the trials so far; it is an error if there are none.
func (c *command) measure(ctx context.Context, o *options, save func(*record.Run) error) (*record.Run, error) {
	plan, err := o.Plan(ctx)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%w before the first trial finished: there is no answer", verdict.ErrInterrupted)
	}
	if err != nil {
		return nil, err
	}
	plan.Keep()
	run, err := o.NewRun(ctx, plan)
	if err != nil {
		return nil, err
	}
	view := &live.View{Writer: c.Stderr, Size: terminal(c.Stderr, c.Getenv), Run: run}
	comparison := &rounds.Comparison{
		Run: run, Cells: plan.Cells(), Rounds: plan.Rounds(o.Rounds), Budget: o.Budget,
		Patience: o.Patience, Progress: view.Show,
		Save: func(run *record.Run) error {
			o.RepeatDone(run)
			if save == nil {
				return nil
			}
			return save(run)
		},
	}
	if o.agents != "" {
		agents, err := c.farmOut(ctx, o, comparison, plan)
		if err != nil {
			return nil, err
		}
		defer agents.Close()
	} else if o.Here() {
		plan.Patience = ask.PatienceInside(o.Patience)
		comparison.Here = ask.Fresh(plan)
	} else {
		scratch, err := os.MkdirTemp("", "compare-*")
		if err != nil {
			return nil, fmt.Errorf("no temporary folder: %w", err)
		}
		defer os.RemoveAll(scratch)
		if comparison.Command, err = c.spawn(o.Request(plan, run.Settings.Strategies), scratch); err != nil {
			return nil, err
		}
	}
	err = comparison.Do(ctx)
	o.RepeatDone(run)
	if o.results == storeNothing && !slices.Contains(run.Command, "--results") {
		run.Command = append(run.Command, "--results", storeNothing)
	}
	view.Done()
	if len(run.Trials) == 0 && err == nil {
		err = fmt.Errorf("%w before the first trial finished: there is no answer", verdict.ErrInterrupted)
	}
	return run, err
}
