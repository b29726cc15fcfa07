package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/workloads"
)

func (o *output) flags(fs *pflag.FlagSet, format *string) {
	fs.StringVar(format, "format", "text", "`FORMAT` of the answer: "+strings.Join(formatNames(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE` instead of standard output")
	fs.StringVar(&o.html, "html", "", "also write a page with charts to `FILE`")
}

// complete sets up shell completion for the flags of an output.
func (o *output) complete(cmd *cobra.Command) {
	completeFlag(cmd, "format", oneOf(formatValues()))
	completeFiles(cmd, "out", "html")
}

func (o *output) resolve(format string) (err error) {
	if o.format, err = formatByName(format); err != nil {
		return err
	}
	return nil
}

// flags adds the flags of a comparison, or of the question that it answers.
func (o *options) flags(fs *pflag.FlagSet) {
	g := &o.given
	mine := pflag.NewFlagSet("", pflag.ContinueOnError)
	mine.StringVar(&g.workload, "workload", all, "`NAMES` of workloads, separated by commas, or all; trace:FILE.csv has your own jobs (see compare list workloads)")
	mine.StringVar(&g.strategy, "strategy", usual, "`NAMES` of strategies, separated by commas, or all; usual stands for those that need nothing but jobs (see compare list strategies)")
	mine.StringVar(&g.peer, "peer", "", "`NAMES` of other ways to compare with, or all: plain Go, and other pools in the program that make peers builds (see compare list peers)")
	mine.StringVar(&g.workers, "workers", "", "`COUNTS` of workers, separated by commas; 1..64 stands for 1, 2, 4 and so on to 64 (default one per processor, more where jobs wait)")
	virtual := mine.VarPF(&virtualFlag{&o.mode}, "virtual", "", "run in virtual time: how jobs are scheduled, without noise, on any number of workers; --virtual=goroutines runs even the built-in strategies with goroutines, which is slower and gives the same result")
	virtual.NoOptDefVal = "true"
	mine.IntVar(&o.mode.Cores, "cores", 0, "at most `N` jobs compute at once in virtual time (default all that run)")
	mine.StringVar(&g.load, "load", "", "jobs arrive over time, at these `LOADS`: 0.8 keeps workers busy for 80 % of the time; 0.1..0.9 stands for 0.1, 0.2 and so on; max searches for the load at which p99 is 10 mean services")
	mine.StringVar(&o.mode.Arrivals, "arrivals", "", "`NAME` of the process by which jobs arrive (default poisson with a --load, or replay for a trace with arrivals; see compare list arrivals)")
	mine.StringVar(&o.metric, "metric", "", "`NAME` of the metric that decides the verdict (default throughput, or sojourn-p99 of a stream; see compare list metrics)")
	mine.IntVar(&o.jobs, "jobs", 0, "`N` jobs in a batch (default as the workload says)")
	mine.IntVar(&o.rounds, "rounds", defaultRounds, "at most `N` rounds")
	mine.DurationVar(&o.budget, "budget", defaultBudget, "total `TIME`: no round begins that would exceed it")
	mine.Uint64Var(&o.seed, "seed", 1, "seed `N` of all random choices: same seed, same jobs")
	mine.StringVar(&o.results, "results", defaultResults, "`FOLDER` to store the run in, or none to store nothing")
	mine.DurationVar(&o.patience, "patience", defaultPatience, "`TIME` after which a trial counts as hanging")
	mine.BoolVar(&o.io, "io", false, "the jobs of a trace wait instead of computing")
	o.again.flags(mine)
	o.output.flags(mine, &g.format)
	if o.study != nil && o.study.flags != nil {
		o.study.flags(o, mine)
	}
	mine.VisitAll(func(f *pflag.Flag) {
		if o.study == nil || !slices.Contains(o.study.without, f.Name) {
			fs.AddFlag(f)
		}
	})
}

// complete sets up shell completion for the flags of a comparison.
func (c *command) complete(cmd *cobra.Command, o *options) {
	for name, f := range map[string]cobra.CompletionFunc{
		"workload": listOf(workloadValues()),
		"strategy": listOf(append(contenderValues(c.contenders), cobra.CompletionWithDesc(usual, "those that need nothing but jobs"))),
		"peer":     listOf(contenderValues(c.Peers)),
		"load":     oneOf([]cobra.Completion{maxLoad}),
		"arrivals": oneOf(arrivalValues()),
		"metric":   oneOf(metricValues()),
		"results":  folder,
	} {
		if cmd.Flags().Lookup(name) != nil {
			completeFlag(cmd, name, f)
		}
	}
	for _, name := range againFlags {
		if cmd.Flags().Lookup(name) != nil {
			completeFiles(cmd, name)
		}
	}
	o.output.complete(cmd)
}

// settle looks up what the parsed flags name, and refuses what makes no sense.
func (o *options) settle(c *command, fs *pflag.FlagSet) error {
	g := &o.given
	set := make(map[string]bool)
	fs.Visit(func(f *pflag.Flag) { set[f.Name] = true })
	if o.study != nil {
		if err := o.study.fill(o); err != nil {
			return err
		}
		set["load"] = g.load != "" // it may have a default
	}
	o.tour = !set["workload"] && o.study == nil
	if o.tour && !set["jobs"] {
		o.scale = study.TourScale
	}
	if o.tour && !set["budget"] {
		o.budget = study.TourBudget
	}
	if err := o.check(set); err != nil {
		return err
	}
	if err := o.resolve(g.format); err != nil {
		return err
	}
	if err := o.resolveWorkloads(splitWorkloads(g.workload)); err != nil {
		return err
	}
	if o.io && !slices.ContainsFunc(o.workloads, func(w workloads.Workload) bool { return w.Trace != nil }) {
		return errors.New("--io: requires a trace in --workload")
	}
	names := splitList(g.strategy)
	o.all = slices.Equal(names, []string{all}) || slices.Equal(names, []string{usual})
	var err error
	if o.contenders, err = c.resolveContenders(names); err != nil {
		return err
	}
	if g.peer != "" {
		o.allPeers = g.peer == all
		peers, err := c.resolvePeers(splitList(g.peer))
		if err != nil {
			return err
		}
		for _, p := range peers {
			if !named(o.contenders, p.Name()) {
				o.contenders = append(slices.Clip(o.contenders), p)
				o.peers = append(o.peers, p.Name())
			}
		}
	}
	if x := o.implied; x != nil && !named(o.contenders, x.Name()) {
		o.contenders = append(slices.Clip(o.contenders), x)
	} else {
		o.implied = nil
	}
	if o.workers, err = parseWorkers(g.workers, o.mode.mostWorkers()); err != nil {
		return err
	}
	if err := o.resolveMode(g.load, set); err != nil {
		return err
	}
	if err := resolveMetric(o.metric, set["metric"]); err != nil {
		return err
	}
	return o.able()
}

// check refuses numbers that make no sense.
func (o *options) check(set map[string]bool) error {
	switch {
	case o.jobs < 0 || o.jobs == 0 && set["jobs"]:
		return fmt.Errorf("--jobs %d: want at least 1", o.jobs)
	case o.rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", o.rounds)
	case o.budget <= 0:
		return fmt.Errorf("--budget %v: want more than 0", o.budget)
	case o.patience <= 0:
		return fmt.Errorf("--patience %v: want more than 0", o.patience)
	case o.results == "":
		return errors.New(`--results "": want a folder, or none`)
	}
	return nil
}
