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
		set, err := p.draw(w, round)
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
func (p Plan) workload(ctx context.Context, round int, w workloads.Workload, set *workloads.Drawn, order *rand.Rand, hooks Hooks) error {
	m, err := p.meter(w, set, mix(p.Seed, uint64(round)))
	if err != nil {
		return err
	}
	defer m.close()
	position := 0
	together := newTogether(p.Slots)
	for _, workers := range p.WorkersOf(w) {
		for _, load := range p.loads() {
			measure, err := m.at(workers, load)
			if err != nil {
				return err
			}
			for _, i := range order.Perm(len(p.Contenders)) {
				c := p.Contenders[i]
				position++
				t := record.Trial{Round: round, Position: position, Workload: w.Name, Strategy: c.Name(), Workers: workers, Jobs: set.Len(), Load: load}
				if together != nil {
					together.add(cell{measure, i, c, t})
				} else if err := measure.trial(ctx, c, t, hooks); err != nil {
					return err
				}
			}
		}
	}
	return together.run(ctx, hooks)
}

// trial measures one contender, fills in its record and calls the hooks.
func (m *measurer) trial(ctx context.Context, c trial.Contender, t record.Trial, hooks Hooks) error {
	if hooks.Begin != nil {
		if err := hooks.Begin(t); err != nil {
			return err
		}
	}
	return m.measure(ctx, c, t, hooks.Ran).tell(hooks)
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

// measure measures one contender and fills in its record. It calls ran, if that is not nil,
// after a trial that was measured job by job.
func (m *measurer) measure(ctx context.Context, c trial.Contender, t record.Trial, ran func(record.Trial, *trial.Trial) error) outcome {
	o := outcome{Trial: t}
	var got trial.Measured
	var by *trial.Trial
	// Goroutines inherit labels, so a profile tells whose they are.
	pprof.Do(ctx, pprof.Labels("strategy", t.Strategy, "workload", t.Workload), func(ctx context.Context) {
		got, by, o.failed = m.run(ctx, c)
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
		addPicture(&o.Trial, by)
		if ran != nil {
			o.ended = ran(o.Trial, by)
		}
	}
	return o
}

// addPicture adds a picture to the record of a trial. Only the first round's pictures have
// lanes.
func addPicture(t *record.Trial, ran *trial.Trial) {
	t.Picture = ran.Picture()
	if t.Round > 1 {
		t.Picture.Lanes = nil
	}
}
