package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// compareCommand is the root command.
func (c *command) compareCommand() *cobra.Command {
	o := newOptions(nil)
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Find the right way to hand jobs to workers, and say how sure the answer is",
		Long: `compare finds the right way to hand jobs to workers, and says how sure it is.

Without a command it compares strategies with each other: a round runs every
strategy once on the same jobs, in random order and, in real time, in a fresh
process; strategies are compared round by round. The run is stored as text that
benchstat reads, and as JSON from which it can be shown or repeated.

Exit codes: 0 fine, and a comparison that is undecided; 1 diff or gate found
something worse; 2 wrong usage, or something is broken; 3 interrupted, diff or
gate is inconclusive, or nothing that recommend tried reaches the target.`,
		Example: `  compare                             who schedules best, and at what cost?
  compare --workload skewed           which strategy suits skewed jobs?
  compare --workload trace:jobs.csv   which strategy suits your own jobs?
  compare --virtual --workers 1000    ... on a machine that you do not have?
  compare --load 0.5,0.8,0.9          ... if jobs arrive over time?
  compare scale --workers 1,2,4       how much faster with more workers?
  compare grain                       how small can jobs be? (3 minutes)
  compare sweep                       a metric over workers, loads and workloads
  compare recommend --jobs-file jobs.csv --slo p99=50ms
                                      which strategy, and how many workers?
  compare --workload skewed --html page.html
                                      an answer and a page with charts
  compare report results/*.json -o page.html
                                      a page about stored runs
  compare diff old.txt new.txt        what changed between two runs?
  compare gate --base origin/main --package ./mypackage
                                      is any benchmark in this package slower?
  compare gate --baseline FOLDER      has scheduling become worse?
  compare history                     when did a stored metric change?`,
		Args: cobra.ArbitraryArgs, // RunE refuses them with a better message
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) > 0 && args[0] != "" && args[0] == c.Args[0]:
			return c.unknownCommand(cmd, args[0])
		case len(args) > 0:
			return strayArgument(args[0])
		}
		if names, args := given(cmd.Flags()); ask.IsTour(names) {
			return c.tour(cmd.Context(), study.Tour(), args)
		}
		return c.compare(cmd, o)
	}
	o.flags(cmd.Flags())
	c.agentsFlag(cmd, o)
	c.complete(cmd, o)
	return cmd
}

// compare runs a comparison, stores it and answers.
func (c *command) compare(cmd *cobra.Command, o *options) error {
	ctx := cmd.Context()
	if err := o.settle(c, cmd.Flags()); err != nil {
		return err
	}
	if err := c.forPeople(o.format.Name, o.out, "--out"); err != nil {
		return err
	}
	c.sayLeftOut(o.Listed(), o.Contenders, o.Able)
	// Check before anything is measured: otherwise the user learns minutes later that the
	// answer cannot be stored.
	store, err := openStore(o)
	if err != nil {
		return err
	}
	defer func() { store.close() }()
	for _, file := range []string{o.out, o.html} {
		if file != "" {
			if err := writable(file); err != nil {
				return err
			}
		}
	}
	if err := o.again.check(); err != nil {
		return err
	}
	run, err := c.measure(ctx, o, store.save)
	if run == nil || len(run.Trials) == 0 {
		return err
	}
	store.tell(c)
	if unsaid := c.answer(run, o.output); unsaid != nil {
		return errors.Join(unsaid, err)
	}
	if err != nil {
		return err
	}
	if err := verdict.CheckRan(run); err != nil {
		return err
	}
	return c.runAgain(ctx, o)
}
