package cli

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var scaleQuestion = &question{
	Study: ask.Scale(), short: "How much faster with more workers?",
	long: `Runs a workload with several worker counts, and shows how much faster more
workers finish it: speed-up, efficiency and serial fraction, with curves. One
worker is always among the counts: speed-ups are relative to it.`,
	example: `  compare scale --workload skewed --workers 1,2,4
  compare scale --virtual --workers 1..64`,
	without: slices.Concat([]string{"processes", "load", "arrivals", "metric"}, againFlags),
	flags: func(_ *options, fs *pflag.FlagSet) {
		fs.Lookup("workers").Usage = "`COUNTS` of workers, separated by commas; 1..64 stands for 1, 2, 4 and so on to 64 (default 1, 2, 4 and so on to one per processor, or to 64 in virtual time)"
	},
	answer: func(run *record.Run, _ *verdict.Report) (content.Study, error) {
		return findings.Scale{Scale: study.Scale{}.Of(run)}, nil
	},
}
