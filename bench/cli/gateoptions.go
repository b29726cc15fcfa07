package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/gate"
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
	fs.IntVar(&o.rounds, "rounds", ask.DefaultRounds, "at most `N` rounds")
	fs.DurationVar(&o.budget, "budget", 5*time.Minute, "total `TIME`")
	fs.Uint64Var(&o.seed, "seed", 1, "seed `N` of layouts and of the order within rounds")
	o.outcomeOutput.flags(cmd)
	completeFlag(cmd, "inconclusive", oneOf([]cobra.Completion{"pass", "fail"}))
	completeFlag(cmd, "layout", oneOf([]cobra.Completion{"random", "fixed"}))
	completeFlag(cmd, "baseline", anyFile)
	completeFlag(cmd, "package", folder)
	completeFiles(cmd, "policy", "link")
}
