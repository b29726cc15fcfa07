package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/guard"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gateOptions are the values of the flags of the gate. Some are for stored runs, some for
// two versions of a module.
type gateOptions struct {
	outcomeOutput
	guard.Words
	links  repeated
	better betterUnits
}

func (o *gateOptions) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&o.Baseline, "baseline", "", "the `FOLDER` of stored runs, or a single run")
	percentVar(fs, &o.Tolerance, "tolerance", verdict.DefaultTolerance, "`PERCENT` by which a metric of a stored run may be worse")
	fs.StringVar(&o.Base, "base", "", "the `COMMIT` or branch to compare the working tree with")
	fs.StringVar(&o.Packages, "package", ".", "the `PACKAGES` whose benchmarks run, separated by commas; ./... for all")
	fs.StringVar(&o.Bench, "bench", ".", "`REGEXP` of the benchmarks, as for go test")
	fs.StringVar(&o.Time, "benchtime", "", "`TIME` to measure each side of a benchmark in a round, or a number of iterations such as 100x (default as the budget allows)")
	fs.StringVar(&o.Unit, "unit", "", "`REGEXP` of the units that count, such as sec/op")
	percentVar(fs, &o.Margin, "margin", gate.DefaultMargin, "differences of up to this `PERCENT` do not matter")
	fs.StringVar(&o.Inconclusive, "inconclusive", "", "`WHAT` an inconclusive answer counts as: pass or fail (default exit code 3)")
	fs.Var(o.better, "better", "which direction of a unit is better, as `UNIT=DIRECTION`, such as hits/op=higher; may be repeated")
	fs.StringVar(&o.Layout, "layout", guard.LayoutRandom, "`HOW` code is laid out: random, new in each round, or fixed, the linker's usual layout")
	fs.StringVar(&o.Policy, "policy", "", "`FILE` with the team's policy (default poolbench.yml in the root of the repository, if it exists)")
	fs.StringVar(&o.Tags, "tags", "", "build `TAGS`, as for go build")
	fs.StringVar(&o.LDFlags, "ldflags", "", "linker `FLAGS`, as for go build")
	fs.Var(&o.links, "link", "a `PATH`, relative to the root of the repository, that the base needs but Git does not track; may be repeated")
	fs.DurationVar(&o.Patience, "patience", 0, "`TIME` after which a benchmark without output is killed (default 2m plus ten times --benchtime)")
	fs.IntVar(&o.Rounds, "rounds", ask.DefaultRounds, "at most `N` rounds")
	fs.DurationVar(&o.Budget, "budget", 5*time.Minute, "total `TIME`")
	fs.Uint64Var(&o.Seed, "seed", 1, "seed `N` of layouts and of the order within rounds")
	o.outcomeOutput.flags(cmd)
	completeFlag(cmd, "inconclusive", oneOf([]cobra.Completion{guard.InconclusivePass, guard.InconclusiveFail}))
	completeFlag(cmd, "layout", oneOf([]cobra.Completion{guard.LayoutRandom, guard.LayoutFixed}))
	completeFlag(cmd, "baseline", anyFile)
	completeFlag(cmd, "package", folder)
	completeFiles(cmd, "policy", "link")
}
