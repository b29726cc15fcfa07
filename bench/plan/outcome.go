package plan

import (
	"context"
	"errors"
	"fmt"
	"runtime/pprof"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/bench/virtual"
)

// trial measures one contender, fills in its record and calls the hooks.
func (m *measurer) trial(ctx context.Context, c trial.Contender, t record.Trial, hooks Hooks) error {
	if hooks.Begin != nil {
		if err := hooks.Begin(t); err != nil {
			return err
		}
	}
	return m.measure(ctx, c, t, hooks).tell(hooks)
}

// An outcome is how a trial came to its end.
type outcome struct {
	record.Trial
	failed error // why the contender has no result
	ended  error // what ended the round
}

// tell calls the hook for a trial that has ended, and returns what ends the round.
func (o outcome) tell(hooks Hooks) error {
	if o.ended != nil {
		return o.ended
	}
	if hooks.End != nil {
		if err := hooks.End(o.Trial); err != nil {
			return err
		}
	}
	if errors.Is(o.failed, virtual.ErrStalled) {
		// It still spins, and would slow down all that follow.
		return fmt.Errorf("strategy %q: %w", o.Strategy, o.failed)
	}
	return nil
}

// measure measures one contender and fills in its record. It calls the hooks Wait and Ran.
func (m *measurer) measure(ctx context.Context, c trial.Contender, t record.Trial, hooks Hooks) outcome {
	o := outcome{Trial: t}
	var got trial.Measured
	var by *trial.Trial
	// Goroutines inherit labels, so a profile tells whose they are.
	pprof.Do(ctx, pprof.Labels("strategy", t.Strategy, "workload", t.Workload), func(ctx context.Context) {
		o.failed = hooks.opened(ctx, c, t.Workers, func() (err error) {
			got, by, err = m.run(ctx, c)
			return err
		})
	})
	if by != nil {
		defer m.release(by)
	}
	switch {
	case ctx.Err() != nil:
		o.ended = context.Cause(ctx)
	case o.failed != nil:
		o.Error = o.failed.Error()
	default:
		o.Metrics, o.Classes, o.Details = got.Metrics, got.Classes, got.Details
		if by == nil {
			break
		}
		if m.pictures {
			o.Picture = by.Picture()
		}
		if hooks.Ran != nil {
			o.ended = hooks.Ran(o.Trial, by)
		}
	}
	return o
}
