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

var grainQuestion = &question{
	Study: ask.Grain(), short: "How small can jobs be? (3 minutes)",
	long: `Runs smaller and smaller jobs: how small can a job be before handing it out
costs more than doing it? See compare help metg.`,
	example: `  compare grain
  compare grain --from 100ns --to 100us --strategy shared-queue,work-stealing`,
	without: slices.Concat([]string{"processes", "prefetch", "workload", "load", "arrivals", "metric", "virtual", "cores", "io"}, shapeFlags(), againFlags),
	flags: func(o *options, fs *pflag.FlagSet) {
		fs.Lookup("jobs").Usage = "`N` jobs in a batch"
		fs.Lookup("workers").Usage = "`COUNTS` of workers, separated by commas; 1..64 stands for 1, 2, 4 and so on to 64 (default one per processor)"
		fs.DurationVar(&o.From, "from", o.From, "`SIZE` of the shortest jobs")
		fs.DurationVar(&o.To, "to", o.To, "`SIZE` of the longest jobs")
	},
	answer: func(run *record.Run, _ *verdict.Report) (content.Study, error) {
		g, err := study.Grain{}.Of(run)
		return findings.Grain{Grain: g}, err
	},
}
