package plan

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/pprof"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/workloads"
)

// Hooks are called as a round goes on, one at a time, by the goroutine that runs the
// round. An error ends the round.
type Hooks struct {
	// Begin is called before each trial, with a record that lacks only the result; nil:
	// not.
	Begin func(record.Trial) error

	// Ran is called after a trial that was measured job by job, with the trial itself,
	// which is valid until it returns; nil: not.
	Ran func(record.Trial, *trial.Trial) error

	// End is called with each trial, also one that failed; nil: not.
	End func(record.Trial) error
}

// Round runs every contender on every workload and worker count once, and calls emit with
// each trial. Contenders run on the same jobs, in an order drawn from the round's seed,
// each after a short warm-up. The error is the one that stopped the round; a contender
// that failed has its error in its trial.
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

// trial measures one contender and fills in its record.
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
		if err := m.addPicture(&t, hooks); err != nil {
			return err
		}
	}
	if hooks.End != nil {
		if err := hooks.End(t); err != nil {
			return err
		}
	}
	if errors.Is(failed, virtual.ErrStalled) {
		// It still spins, and would slow down all that follow.
		return fmt.Errorf("strategy %q: %w", t.Strategy, failed)
	}
	return nil
}

// addPicture adds a picture to the record of a trial that was measured job by job, and
// calls the hook. Only the first round's pictures have lanes.
func (m *measurer) addPicture(t *record.Trial, hooks Hooks) error {
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
