package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/report"
)

// gateBase runs the benchmarks of the working tree and of another commit in turns.
func (c *command) gateBase(ctx context.Context, o *gateOptions) (err error) {
	margin, err := parsePercent("--margin", o.margin)
	if err != nil {
		return err
	}
	run := gate.Options{Bench: o.bench, Time: o.benchtime, Rounds: o.rounds, Budget: o.budget, Margin: margin, Alpha: 0.05, Seed: o.seed}
	switch {
	case o.rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", o.rounds)
	case o.budget <= 0:
		return fmt.Errorf("--budget %v: want more than 0", o.budget)
	case o.inconclusive != "" && o.inconclusive != "pass" && o.inconclusive != "fail":
		return fmt.Errorf("--inconclusive %q: want pass or fail", o.inconclusive)
	}
	if _, err := regexp.Compile(o.bench); err != nil {
		return fmt.Errorf("--bench %q: is no regular expression: %w", o.bench, err)
	}
	if o.unit != "" {
		if run.Unit, err = regexp.Compile(o.unit); err != nil {
			return fmt.Errorf("--unit %q: is no regular expression: %w", o.unit, err)
		}
	}
	repo, err := gate.Open(ctx, gate.Checkout{Base: o.base})
	if err != nil {
		return beforeRounds(ctx, err)
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	fmt.Fprintf(c.Stderr, "building %s of %s and of the working tree\n", o.pkg, repo.Base)
	sources, err := repo.Load(ctx, []string{o.pkg}, gate.Flags{})
	if err != nil {
		return beforeRounds(ctx, err)
	}
	for _, w := range sources.Warnings {
		fmt.Fprintf(c.Stderr, "warning: %s\n", w)
	}
	if len(sources.Packages) > 1 {
		return fmt.Errorf("gate: package %s: is several, want one", o.pkg)
	}
	p := sources.Packages[0]
	switch {
	case p.BaseProblem != "":
		return fmt.Errorf("gate: base: package %s: does not build:\n%s", p.Path, p.BaseProblem)
	case p.Base == nil:
		return fmt.Errorf("gate: base: package %s: has no benchmarks there", p.Path)
	case p.Head == nil:
		return fmt.Errorf("gate: head: package %s: has no benchmarks there", p.Path)
	}
	run.Progress = func(round int, name string) {
		fmt.Fprintf(c.Stderr, "round %d of %d at most: %s\n", round, o.rounds, name)
	}
	judged, err := gate.Run(ctx, p.Base, p.Head, run)
	if judged == nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%w before the first round was done: nothing is known", errInterrupted)
		}
		return fmt.Errorf("gate: %w", err)
	}
	if err := c.tell(&o.outcomeOutput, report.Gated{Base: repo.Base, GateReport: judged}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the answer is that of the rounds done", errInterrupted)
	}
	err = closed("gate", len(judged.Figures), judged.Count)
	if errors.Is(err, errUndecided) {
		switch o.inconclusive {
		case "pass":
			return nil
		case "fail":
			return fmt.Errorf("%w, since --inconclusive=fail: %v", errRegressed, err)
		}
	}
	return err
}

// beforeRounds says why no round has begun.
func beforeRounds(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w before the first round: nothing is known", errInterrupted)
	}
	return fmt.Errorf("gate: %w", err)
}
