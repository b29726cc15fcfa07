package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/selftest"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/pool"
)

// selftestOptions are the values of the flags of selftest.
type selftestOptions struct {
	selftest.GateOptions
	theory, gate   bool
	jobs           int
	strategy, like string
}

// selftestCommand checks the harness against known results.
func (c *command) selftestCommand() *cobra.Command {
	o := new(selftestOptions)
	cmd := &cobra.Command{
		Use: "selftest {--theory | --gate}", Short: "Check virtual time against theory, or the gate's error rates",
		Long: `Checks strategies in virtual time against queueing theory, or measures how often
the gate is wrong (20 minutes).

Theory gives two kinds of figures: the start of every job of random traces, to
the nanosecond, from a reference that shares no code with the strategy; and
means and quantiles from formulas, within their intervals. A strategy of your
own, from a program that calls cli.Main, must match what is known about any
strategy that keeps no worker idle while a job waits and ignores how long jobs
are; with --like NAME, everything that is known about the strategy NAME.`,
		Example: `  compare selftest --theory
  compare selftest --theory --strategy priority,priority-aging
  compare selftest --theory --strategy mine --like deadline`,
		Args:                  noArguments,
		DisableFlagsInUseLine: true,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return c.selftest(cmd.Context(), o) },
	}
	fs := cmd.Flags()
	fs.BoolVar(&o.theory, "theory", false, "check strategies in virtual time against queueing theory")
	fs.BoolVar(&o.gate, "gate", false, "run the gate on identical code, and on code known to be slower")
	fs.IntVar(&o.jobs, "jobs", selftest.DefaultJobs, "`N` jobs to simulate for each random figure")
	fs.StringVar(&o.strategy, "strategy", ask.All, "`NAMES` of strategies to check against theory, separated by commas, or all")
	fs.StringVar(&o.like, "like", "", "check the strategy against the theory of the strategy `NAME`")
	fs.IntVar(&o.Comparisons, "comparisons", 1000, "`N` comparisons of each kind")
	fs.IntVar(&o.Rounds, "rounds", ask.DefaultRounds, "at most `N` rounds of a comparison")
	fs.IntVar(&o.Recorded, "recorded", 100, "`N` rounds to measure on this machine; comparisons are resampled from them")
	fs.IntVar(&o.Turns, "turns", 20, "`N` turns of each side in a round")
	fs.DurationVar(&o.Turn, "turn", 25*time.Millisecond, "`TIME` that a turn measures")
	fs.BoolVar(&o.Simulated, "simulated", false, "use simulated noise only: the result does not depend on the machine")
	percentVar(fs, &o.Margin, "margin", gate.DefaultMargin, "differences of up to this `PERCENT` do not matter")
	fs.Uint64Var(&o.Seed, "seed", 1, "seed `N` of all random choices")
	completeFlag(cmd, "strategy", settingsOf(c.contenders, listOf(contenderValues(c.contenders))))
	completeFlag(cmd, "like", oneOfLater(selftest.Known))
	return cmd
}

func (c *command) selftest(ctx context.Context, o *selftestOptions) error {
	switch {
	case o.theory == o.gate:
		return errors.New("selftest: want --theory, which checks strategies in virtual time against queueing theory, or --gate, which measures how often the gate is wrong")
	case o.gate:
		return c.selftestGate(ctx, o.GateOptions)
	case o.jobs < selftest.LeastJobs:
		return fmt.Errorf("--jobs %d: want at least %d", o.jobs, selftest.LeastJobs)
	}
	t := selftest.Options{Jobs: o.jobs, Seed: o.Seed}
	if err := c.theoryOf(&t, o.strategy, o.like); err != nil {
		return err
	}
	return c.selftestTheory(ctx, t)
}

// theoryOf chooses the strategies to check.
func (c *command) theoryOf(t *selftest.Options, names, like string) error {
	if names == ask.All {
		return t.Choose(nil, nil, like)
	}
	chosen, err := c.roster().Contenders(ask.SplitList(names))
	if err != nil {
		return err
	}
	var of []string
	disciplines := make(map[string]pool.Discipline)
	for _, x := range chosen {
		of = append(of, x.Name())
		if d, ok := trial.ByEvents(x); ok {
			disciplines[x.Name()] = d
		}
	}
	return t.Choose(of, disciplines, like)
}

// soon is how long users wait without an estimate.
const soon = 20 * time.Second

// selftestGate measures how often the gate is wrong.
func (c *command) selftestGate(ctx context.Context, o selftest.GateOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	var err error
	if o.Program, err = c.itself(kernelsName); err != nil {
		return err
	}
	if !o.Simulated {
		c.say("%d comparisons of each kind: 1000 take about 20 minutes", o.Comparisons)
	}
	kind, began := "", time.Now()
	o.Progress = func(noise string, done, of int) {
		if noise != kind {
			kind, began = noise, time.Now()
		}
		// The first few tell how long the others take.
		if few := max(3, of/50); done == few {
			if left := time.Since(began) / time.Duration(few-1) * time.Duration(of-few); left > soon {
				fmt.Fprintf(c.Stderr, "%s: %d, about %v left\n", noise, of, left.Round(time.Second))
			}
		}
		if done%max(1, of/10) == 0 {
			fmt.Fprintf(c.Stderr, "%s: %d of %d\n", noise, done, of)
		}
	}
	rows, err := selftest.Gate(ctx, o)
	if len(rows) > 0 {
		var b bytes.Buffer
		if err := selftest.WriteGate(text.NewWriter(&b, c.looksTo("")), rows, o); err != nil {
			return err
		}
		if err := c.write("", b.Bytes()); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the rows above are those finished so far", verdict.ErrInterrupted)
	}
	if err != nil {
		return fmt.Errorf("selftest: %w", err)
	}
	return selftest.GateErr(rows)
}

// selftestTheory checks virtual time against queueing theory.
func (c *command) selftestTheory(ctx context.Context, o selftest.Options) error {
	var figures []selftest.Figure
	c.say("this takes a few minutes; each figure is printed as soon as it is known")
	err := selftest.Theory(ctx, o, func(f selftest.Figure) {
		figures = append(figures, f)
		c.say("%s: %s", f.What, f.Agreement())
	})
	if len(figures) > 0 {
		var b bytes.Buffer
		selftest.WriteTheory(text.NewWriter(&b, c.looksTo("")), figures, o)
		if err := c.write("", b.Bytes()); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the figures above are those finished so far", verdict.ErrInterrupted)
	}
	if err != nil {
		return err
	}
	return selftest.TheoryErr(figures)
}
