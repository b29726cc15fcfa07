package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/guard"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gateCommand looks for regressions, compared with another commit, or with stored runs in the
// metrics that do not depend on the machine.
func (c *command) gateCommand() *cobra.Command {
	o := &gateOptions{better: betterUnits{}}
	cmd := &cobra.Command{
		Use: "gate {--base COMMIT | --baseline FOLDER} [-- FLAGS]", Short: "Fail if a benchmark, or scheduling, has become worse",
		Long: `Exits with 1 if something has become worse, and says what and by how much.

With --base it compares the benchmarks of the working tree with those of the
merge base with that commit, in rounds. Each round links both versions in new
random layouts, and runs them and a control, a second copy of the base, in turns
of 25 ms. The flags after -- go to the test binaries.

With --baseline it repeats stored runs, and compares the metrics that do not
depend on the machine. See compare help verdicts for what the answers mean.`,
		Example: `  compare gate --base origin/main --package ./mypackage
  compare gate --base origin/main --html gate.html
  compare gate --base origin/main --also junit=gate.xml -- -test.cpu 2
  compare gate --baseline results/baseline`,
		DisableFlagsInUseLine: true,
	}
	o.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if n := cmd.ArgsLenAtDash(); n >= 0 {
			args, o.TestFlags = args[:n], args[n:]
		}
		o.Links, o.Better = o.links, o.better
		o.FixedMargin = cmd.Flags().Changed("margin")
		if err := noArguments(cmd, args); err != nil {
			return err
		}
		return c.gate(cmd.Context(), o)
	}
	return cmd
}

func (c *command) gate(ctx context.Context, o *gateOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	if err := c.checkOutput(&o.outcomeOutput); err != nil {
		return err
	}
	if o.Base != "" {
		return c.gateBase(ctx, o)
	}
	return c.gateBaseline(ctx, o)
}

// gateBaseline repeats stored runs.
func (c *command) gateBaseline(ctx context.Context, o *gateOptions) error {
	repeated, err := guard.Stored{Path: o.Baseline, Tolerance: o.Tolerance, Prepare: c.again}.Answer(ctx)
	if err != nil {
		return err
	}
	var diffs findings.Diffs
	for _, r := range repeated {
		diffs = append(diffs, findings.NamedDiff{Name: r.Path, Command: r.Command, Diff: r.Diff, Base: r.Base, Head: r.Head})
	}
	if err := c.tell(&o.outcomeOutput, diffs); err != nil {
		return err
	}
	return c.once(&o.outcomeOutput, verdict.CheckPassed("gate", diffs.Len(), diffs.Count))
}

// again returns what repeats the command of a stored run.
func (c *command) again(args []string) (func(context.Context) (*record.Run, error), error) {
	o, err := c.parse(withoutProgram(args))
	if errors.Is(err, pflag.ErrHelp) {
		err = errors.New("asks for help")
	}
	if err != nil {
		return nil, err
	}
	o.AllRounds()
	return func(ctx context.Context) (*record.Run, error) { return c.measure(ctx, o, nil) }, nil
}
