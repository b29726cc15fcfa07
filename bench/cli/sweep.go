package cli

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var sweepQuestion = &question{
	Study: ask.Sweep(), short: "How does a metric depend on workers and load?",
	long: `Runs each strategy on each workload with each number of workers at each load, in
virtual time, and shows how a metric depends on workers and load: in one table
and, with --html, on a page with a heat map for each strategy.`,
	example: `  compare sweep
  compare sweep --workers 1..1024 --load 0.1..0.9 --metric wait-mean
  compare sweep --workload exponential,skewed --html surfaces.html
  compare sweep --strategy all --load none --workers 1..64 --format csv`,
	without: slices.Concat([]string{"processes"}, againFlags),
	flags: func(_ *options, fs *pflag.FlagSet) {
		fs.Lookup("workers").Usage = "`COUNTS` of workers, separated by commas; 1..64 stands for 1, 2, 4 and so on to 64"
		fs.Lookup("load").Usage = "`LOADS` at which jobs arrive, separated by commas; 0.1..0.9 stands for 0.1, 0.2 and so on to 0.9; " + ask.NoLoads + " runs batches instead, and max searches for the load at which p99 is 10 mean services"
		fs.Lookup("virtual").Usage = "run in virtual time; --virtual=false runs in real time, which takes as long as the jobs do"
	},
	answer: func(_ *record.Run, rep *verdict.Report) (content.Study, error) {
		return findings.SweepOf(rep), nil
	},
}
