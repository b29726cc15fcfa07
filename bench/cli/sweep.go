package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// noLoads is the value of --load of a sweep of batches.
const noLoads = "none"

var sweepQuestion = &question{
	name: record.StudySweep, short: "How does a metric depend on workers and load?",
	long: `Runs each strategy on each workload with each number of workers at each load, in
virtual time: how does a metric depend on workers and load? One table of the
metric, and with --html a page with a heat map for each strategy.`,
	example: `  compare sweep
  compare sweep --workers 1..1024 --load 0.1..0.9 --metric wait-mean
  compare sweep --workload exponential,skewed --html surfaces.html
  compare sweep --strategy all --load none --workers 1..64 --format csv`,
	without: againFlags,
	flags: func(o *options, fs *pflag.FlagSet) {
		var workers, loads []string
		for _, n := range study.SweepWorkers() {
			workers = append(workers, strconv.Itoa(n))
		}
		for _, x := range study.SweepLoads() {
			loads = append(loads, strconv.FormatFloat(x, 'g', -1, 64))
		}
		g := &o.given
		g.workload, g.workers, g.load = study.SweepWorkload, strings.Join(workers, ","), strings.Join(loads, ",")
		o.mode.Virtual, o.rounds, o.budget = true, study.SweepRounds, study.SweepBudget
		for name, value := range map[string]string{
			"workload": g.workload, "workers": g.workers, "load": g.load, "virtual": "true",
			"rounds": strconv.Itoa(o.rounds), "budget": o.budget.String(),
		} {
			fs.Lookup(name).DefValue = value
		}
		fs.Lookup("workers").Usage = "`COUNTS` of workers, separated by commas; 1..64 stands for 1, 2, 4 and so on to 64"
		fs.Lookup("load").Usage = "`LOADS` at which jobs arrive, separated by commas; 0.1..0.9 stands for 0.1, 0.2 and so on to 0.9; " + noLoads + " has batches instead, and max searches for the load at which p99 is 10 mean services"
		fs.Lookup("virtual").Usage = "run in virtual time; --virtual=false runs in real time, which takes as long as the jobs do"
	},
	fill: func(o *options) error {
		if o.given.load == noLoads {
			o.given.load = ""
		}
		return nil
	},
	args: func(o *options) []string {
		if len(o.mode.Loads) == 0 && !o.mode.Search {
			return []string{"--load", noLoads}
		}
		return nil // they are those of the mode
	},
	answer: func(_ *record.Run, rep *verdict.Report) (content.Study, error) {
		return findings.SweepOf(rep), nil
	},
}
