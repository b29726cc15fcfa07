package cli

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/guard"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gateBase compares the benchmarks of the working tree with those of another commit.
func (c *command) gateBase(ctx context.Context, o *gateOptions) error {
	run, err := o.run()
	if err != nil {
		return err
	}
	run.Say = func(sentence string) { fmt.Fprintln(c.Stderr, sentence) }
	run.Progress = func(p gate.Progress) {
		if p.First {
			fmt.Fprintf(c.Stderr, "round %d of %d at most, about %v left\n", p.Round, o.rounds, p.Left)
		}
	}
	question := guard.Question{
		Base: o.base, Packages: strings.Split(o.pkg, ","), Build: checkout.Flags{Tags: o.tags, LDFlags: o.ldflags},
		Links: o.links, TestFlags: o.testFlags, Policy: o.policy, Options: run,
		FixedMargin: o.hasMargin, Inconclusive: o.inconclusive, Say: run.Say,
	}
	answer, ended := question.Answer(ctx)
	if answer == nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%w before the first round finished: there is no answer", verdict.ErrInterrupted)
		}
		return ended
	}
	if err := c.tell(&o.outcomeOutput, findings.Gate{Base: answer.Base, Head: answer.Head, GateReport: answer.GateReport}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the answer covers the rounds done so far", verdict.ErrInterrupted)
	}
	if ended != nil {
		return ended
	}
	return answer.Err()
}

// run returns the options of the gate from the flags.
func (o *gateOptions) run() (gate.Options, error) {
	run := gate.Options{
		Bench: o.bench, Time: o.benchtime, Rounds: o.rounds, Budget: o.budget, Patience: o.patience,
		Alpha: gate.DefaultAlpha, Seed: o.seed, FixedLayout: o.layout == "fixed", Better: o.better,
	}
	var err error
	if run.Margin, err = parsePercent("--margin", o.margin); err != nil {
		return run, err
	}
	switch least := verdict.FewestRounds(1, gate.DefaultAlpha); {
	case o.rounds < least:
		return run, fmt.Errorf("--rounds %d: fewer than %d rounds cannot show any change", o.rounds, least)
	case o.budget <= 0:
		return run, fmt.Errorf("--budget %v: want more than 0", o.budget)
	case o.patience < 0:
		return run, fmt.Errorf("--patience %v: want 0, for a default, or more", o.patience)
	case o.layout != "random" && o.layout != "fixed":
		return run, fmt.Errorf("--layout %q: want random or fixed", o.layout)
	case o.inconclusive != "" && o.inconclusive != "pass" && o.inconclusive != "fail":
		return run, fmt.Errorf("--inconclusive %q: want pass or fail", o.inconclusive)
	}
	if err := gate.CheckTime(o.benchtime); err != nil {
		return run, fmt.Errorf("--benchtime %w", err)
	}
	if _, err := regexp.Compile(o.bench); err != nil {
		return run, fmt.Errorf("--bench %q: is not a regular expression: %w", o.bench, err)
	}
	if o.unit != "" {
		if run.Unit, err = regexp.Compile(o.unit); err != nil {
			return run, fmt.Errorf("--unit %q: is not a regular expression: %w", o.unit, err)
		}
	}
	return run, nil
}
