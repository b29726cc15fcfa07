package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var grainQuestion = &question{
	name: record.StudyGrain, short: "How small may jobs be? (3 minutes)",
	long: `Runs smaller and smaller jobs: how small may a job be before handing it out
costs more than doing it? See compare help metg.`,
	example: `  compare grain
  compare grain --from 100ns --to 100us --strategy shared-queue,work-stealing`,
	without: slices.Concat([]string{"workload", "load", "arrivals", "metric", "virtual", "cores", "io"}, againFlags), bare: true,
	flags: func(o *options, fs *pflag.FlagSet) {
		o.jobs, o.budget = study.GrainJobs, study.GrainBudget
		fs.Lookup("jobs").DefValue, fs.Lookup("jobs").Usage = strconv.Itoa(study.GrainJobs), "`N` jobs in a batch"
		fs.Lookup("budget").DefValue = study.GrainBudget.String()
		fs.DurationVar(&o.from, "from", study.DefaultFrom, "`SIZE` of the shortest jobs")
		fs.DurationVar(&o.to, "to", study.DefaultTo, "`SIZE` of the longest jobs")
	},
	fill: fillGrain,
	args: func(o *options) []string { return []string{"--from", o.from.String(), "--to", o.to.String()} },
	answer: func(run *record.Run, _ *verdict.Report) (content.Study, error) {
		g, err := study.Grain{}.Of(run)
		return findings.Grain{Grain: g}, err
	},
}

// fillGrain sets up a workload of equal jobs for each size, and adds the reference that
// sets the best rate to the contenders.
func fillGrain(o *options) error {
	sizes, err := study.GrainWorkloads(o.from, o.to)
	if err != nil {
		return fmt.Errorf("--from, --to: %w", err)
	}
	var names []string
	for _, w := range sizes {
		names = append(names, w.Name)
	}
	o.given.workload = strings.Join(names, ",")
	o.implied = study.Reference()
	return nil
}
