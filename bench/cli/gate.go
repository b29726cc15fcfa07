package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gateOptions are the values of the flags of the gate. Some are for stored runs, some for
// two versions of a module.
type gateOptions struct {
	outcomeOutput
	baseline, tolerance               string
	base, pkg, bench, benchtime, unit string
	margin, inconclusive, layout      string
	tags, ldflags, policy             string
	links                             repeated
	better                            betterUnits
	rounds                            int
	budget, patience                  time.Duration
	seed                              uint64

	testFlags []string // for the test binaries: the arguments after --
	hasMargin bool     // the user has given --margin
}

// gateCommand checks whether something has become worse, compared with stored runs in what
// does not depend on the machine, or with another commit.
func (c *command) gateCommand() *cobra.Command {
	o := &gateOptions{better: betterUnits{}}
	cmd := &cobra.Command{
		Use: "gate {--base COMMIT | --baseline FOLDER} [-- FLAGS]", Short: "Fail if a benchmark, or scheduling, has become worse",
		Long: `Exits with 1 if something has become worse, and says what and by how much.

With --base it compares the benchmarks of the working tree with those of the
merge base with that commit, in rounds: each round links both in new random
layouts, and they and a control, which is the base once more, take turns of
25 ms. The flags after -- go to the test binaries.

With --baseline it repeats stored runs, and compares what does not depend on the
machine. See compare help verdicts for what the answers mean.`,
		Example: `  compare gate --base origin/main --package ./mypackage
  compare gate --base origin/main --also junit=gate.xml -- -test.cpu 2
  compare gate --baseline results/baseline`,
		DisableFlagsInUseLine: true,
	}
	o.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if n := cmd.ArgsLenAtDash(); n >= 0 {
			args, o.testFlags = args[:n], args[n:]
		}
		o.hasMargin = cmd.Flags().Changed("margin")
		if err := noArguments(cmd, args); err != nil {
			return err
		}
		return c.gate(cmd.Context(), o)
	}
	return cmd
}

func (o *gateOptions) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&o.baseline, "baseline", "", "the `FOLDER` of stored runs, or one of them")
	fs.StringVar(&o.tolerance, "tolerance", percent(verdict.DefaultTolerance), "`PERCENT` by which a metric of a stored run may be worse")
	fs.StringVar(&o.base, "base", "", "the `COMMIT` or branch to compare the working tree with")
	fs.StringVar(&o.pkg, "package", ".", "the `PACKAGES` whose benchmarks run, separated by commas; ./... for all")
	fs.StringVar(&o.bench, "bench", ".", "`REGEXP` of the benchmarks, as for go test")
	fs.StringVar(&o.benchtime, "benchtime", "", "`TIME` to measure each side of a benchmark in a round, or a number of iterations such as 100x (default as the budget allows)")
	fs.StringVar(&o.unit, "unit", "", "`REGEXP` of the units that count, such as sec/op")
	fs.StringVar(&o.margin, "margin", percent(gate.DefaultMargin), "differences of up to this `PERCENT` do not matter")
	fs.StringVar(&o.inconclusive, "inconclusive", "", "`WHAT` an inconclusive answer counts as: pass or fail (default exit code 3)")
	fs.Var(o.better, "better", "which way a unit is better, as `UNIT=DIRECTION`: hits/op=higher; may be repeated")
	fs.StringVar(&o.layout, "layout", "random", "`HOW` code is laid out: random, new in each round, or fixed, the linker's usual layout")
	fs.StringVar(&o.policy, "policy", "", "`FILE` with the team's policy (default poolbench.yml in the root of the repository, if it exists)")
	fs.StringVar(&o.tags, "tags", "", "build `TAGS`, as for go build")
	fs.StringVar(&o.ldflags, "ldflags", "", "`FLAGS` of the linker, as for go build")
	fs.Var(&o.links, "link", "a `PATH`, from the root of the repository, that the base needs and that is not in Git; may be repeated")
	fs.DurationVar(&o.patience, "patience", 0, "`TIME` after which a benchmark without output is killed (default 2m plus ten times --benchtime)")
	fs.IntVar(&o.rounds, "rounds", defaultRounds, "at most `N` rounds")
	fs.DurationVar(&o.budget, "budget", 5*time.Minute, "total `TIME`")
	fs.Uint64Var(&o.seed, "seed", 1, "seed `N` of layouts and of the order within rounds")
	o.outcomeOutput.flags(cmd)
	completeFlag(cmd, "inconclusive", oneOf([]cobra.Completion{"pass", "fail"}))
	completeFlag(cmd, "layout", oneOf([]cobra.Completion{"random", "fixed"}))
	completeFlag(cmd, "baseline", anyFile)
	completeFlag(cmd, "package", folder)
	completeFiles(cmd, "policy", "link")
}

func (c *command) gate(ctx context.Context, o *gateOptions) error {
	switch own := gate.SetsItself(o.testFlags); {
	case own != "":
		return fmt.Errorf("%s: the gate sets this itself; see --bench, --benchtime and --rounds", own)
	case o.baseline != "" && o.base != "":
		return errors.New("gate: --baseline is a folder of stored runs, --base a commit: want one of them")
	case o.base == "" && o.baseline == "":
		return errors.New("gate: want --baseline, a folder of stored runs such as results/baseline, or --base, a commit such as origin/main")
	}
	if err := o.check(); err != nil {
		return err
	}
	if o.base != "" {
		return c.gateBase(ctx, o)
	}
	return c.gateBaseline(ctx, o)
}

// gateBaseline repeats stored runs.
func (c *command) gateBaseline(ctx context.Context, o *gateOptions) error {
	share, err := parsePercent("--tolerance", o.tolerance)
	if err != nil {
		return err
	}
	bases, err := c.baselines(o.baseline)
	if err != nil {
		return err
	}
	var diffs findings.Diffs
	for _, b := range bases {
		head, err := c.measure(ctx, b.options, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", b.path, err)
		}
		if head.Interrupted {
			return fmt.Errorf("%w: there is no answer for %s", errInterrupted, b.path)
		}
		d, err := verdict.Compare(b.run, head, share)
		if err != nil {
			return fmt.Errorf("%s: %w", b.path, err)
		}
		diffs = append(diffs, findings.NamedDiff{Name: b.path, Command: b.run.Command, Diff: d})
	}
	if err := c.tell(&o.outcomeOutput, diffs); err != nil {
		return err
	}
	return verdict.CheckPassed("gate", diffs.Len(), diffs.Count)
}

// A baseline is a stored run and what it takes to repeat it.
type baseline struct {
	path    string
	run     *record.Run
	options *options
}

// baselines reads the stored runs at a path, and checks that all of them can be repeated
// before any is.
func (c *command) baselines(path string) ([]baseline, error) {
	paths := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		if paths, err = filepath.Glob(filepath.Join(path, "*.json")); err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("folder %q: contains no stored run", path)
		}
	}
	var out []baseline
	for _, path := range paths {
		run, err := record.Read(path)
		if err != nil {
			return nil, err
		}
		if len(run.Command) == 0 {
			return nil, fmt.Errorf("%s: does not record its command", path)
		}
		o, err := c.parse(run.Command[1:])
		if errors.Is(err, pflag.ErrHelp) {
			err = errors.New("asks for help")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: its command: %w", path, err)
		}
		o.budget = 0 // a slow machine needs the same rounds
		out = append(out, baseline{path, run, o})
	}
	return out, nil
}
