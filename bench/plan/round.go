package plan

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// Hooks are called as a round goes on, one at a time, by the goroutine that runs the
// round. An error ends the round.
type Hooks struct {
	// Begin is called before each trial, with a record that lacks only the result; nil:
	// not.
	Begin func(record.Trial) error

	// Wait is called every half second while a contender starts what it needs, or stops it;
	// nil: not.
	Wait func() error

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
	order, trials := rand.New(rand.NewPCG(mix(p.Seed, uint64(round)), streamOrder)), 0
	for _, w := range p.Workloads {
		if round > 1 && p.exact(w) {
			continue
		}
		settings, any := p.settings(w, order, &trials)
		if !any {
			continue
		}
		set, err := p.draw(w, round)
		if err != nil {
			return err
		}
		if err := p.workload(ctx, round, w, set, settings, hooks); err != nil {
			return fmt.Errorf("workload %q: %w", w.Name, err)
		}
	}
	return nil
}

// streamOrder keeps the order of contenders independent of the jobs.
const streamOrder = 0x6f72646572

// workload runs all trials of one workload.
func (p Plan) workload(ctx context.Context, round int, w workloads.Workload, set *workloads.Drawn, settings []setting, hooks Hooks) error {
	m, err := p.meter(w, set, mix(p.Seed, uint64(round)))
	if err != nil {
		return err
	}
	defer m.close()
	position := 0
	together := newTogether(p.Slots)
	for _, s := range settings {
		measure, err := m.at(s.workers, s.load)
		if err != nil {
			return err
		}
		for k, i := range s.order {
			if position++; !s.mine[k] {
				continue
			}
			c := p.Contenders[i]
			t := record.Trial{Round: round, Position: position, Workload: w.Name, Strategy: c.Name(), Workers: s.workers, Jobs: set.Len(), Load: s.load}
			if together != nil {
				together.add(cell{measure, i, c, t})
			} else if err := measure.trial(ctx, c, t, hooks); err != nil {
				return err
			}
		}
	}
	return together.run(ctx, hooks)
}
