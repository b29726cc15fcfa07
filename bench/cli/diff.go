package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// errUndecided is why a difference is neither there nor not.
var errUndecided = errors.New("inconclusive")

// diff says what became of one stored run in another, or of one output of go test -bench.
func (c *command) diff(_ context.Context, args []string) error {
	var o options
	fs := flagSet("compare diff")
	margin := fs.String("margin", "5%", "differences of so many `PERCENT` do not matter")
	var to outcomeOutput
	to.flags(fs)
	fs.StringVar(&o.metric, "metric", "", "`NAME` of the metric of stored runs to compare")
	better := betterUnits{}
	fs.Var(better, "better", "which way a unit of benchmarks is better, as `UNIT=WAY`, such as hits/op=higher; may be repeated")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	share, err := parsePercent("--margin", *margin)
	switch {
	case fs.NArg() != 2:
		return fmt.Errorf("diff: want two files, stored runs or outputs of go test -bench, the earlier first, and got %d", fs.NArg())
	case err != nil:
		return err
	}
	if err := to.check(); err != nil {
		return err
	}
	if err := o.resolveMetric(o.metric != ""); err != nil {
		return err
	}
	if o.metric == "" {
		if texts, err := c.outputs(fs.Args()); texts != nil || err != nil {
			if err != nil {
				return err
			}
			return c.diffOutputs(&to, texts, share, better)
		}
	}
	var runs []*record.Run
	for _, path := range fs.Args() {
		run, err := record.Read(path)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	d, err := verdict.Difference(runs[0], runs[1], share, verdict.Options{Metric: o.metric})
	if err != nil {
		return fmt.Errorf("diff: %w", err)
	}
	if err := c.tell(&to, findings.Diffs{{Name: fs.Arg(0) + " → " + fs.Arg(1), Diff: d}}); err != nil {
		return err
	}
	return closed("diff", len(d.Changes), d.Count)
}

// closed returns the error that the exit code tells of. What has vanished is
// never a pass, and weighs more than what is worse.
func closed(what string, all int, count func(verdict.Verdict) int) error {
	switch {
	case all == 0:
		return fmt.Errorf("%s: there is no figure to compare", what)
	case count(verdict.Missing) > 0:
		return fmt.Errorf("%s: %d of %d figures have vanished", what, count(verdict.Missing), all)
	case count(verdict.Unusable) > 0:
		return fmt.Errorf("%s: %d of %d figures are not usable", what, count(verdict.Unusable), all)
	case count(verdict.Regressed) > 0:
		return fmt.Errorf("%s: %w: %d of %d figures are worse", what, errRegressed, count(verdict.Regressed), all)
	case count(verdict.Inconclusive) > 0:
		return fmt.Errorf("%s: %w: %d of %d figures cannot be told from what they were, nor from worse or better; more rounds would tell", what, errUndecided, count(verdict.Inconclusive), all)
	}
	return nil
}
