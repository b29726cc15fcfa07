package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
)

func (o *output) flags(fs *pflag.FlagSet, format *string) {
	fs.StringVar(format, "format", "text", "`FORMAT` of the answer: "+strings.Join(formatNames(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE` instead of standard output")
	fs.BoolVarP(&o.verbose, "verbose", "v", false, "also show what strategies report about themselves, and the host")
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
	g := &o.Given
	mine := pflag.NewFlagSet("", pflag.ContinueOnError)
	mine.StringVar(&g.Workload, "workload", g.Workload, "`NAMES` of workloads, separated by commas, or all; trace:FILE.csv reads your own jobs (see compare list workloads)")
	mine.StringVar(&g.Strategy, "strategy", g.Strategy, "`NAMES` of strategies, separated by commas, or all; usual stands for those that need nothing but jobs; settings follow a name: bounded:4 (see compare list strategies)")
	mine.StringVar(&g.Peer, "peer", "", "`NAMES` of other ways to compare with, or all: plain Go and, in the program that make peers builds, other pools (see compare list peers)")
	mine.StringVar(&g.Workers, "workers", g.Workers, "`COUNTS` of workers, separated by commas; 1..64 stands for 1, 2, 4 and so on to 64 (default one per processor, more where jobs wait); with --processes, of each")
	mine.StringVar(&g.Processes, "processes", "", "`COUNTS` of processes over which workers are spread, of an engine (make engines) or a strategy that models one; --workers are then those of each (default 1), and strategies of one process get as many as all together: --processes 4 --workers 2 is 8 for everybody, and --patience 5m")
	mine.StringVar(&g.Prefetch, "prefetch", "", "`COUNTS` of jobs that a process holds, separated by commas: a contender for each, of every engine or strategy that prefetches")
	virtual := mine.VarPF(&virtualFlag{&o.Mode}, "virtual", "", "run in virtual time, which shows scheduling without noise, with any number of workers; --virtual=goroutines runs even the built-in strategies with goroutines, which is slower and gives the same result")
	virtual.NoOptDefVal = "true"
	mine.IntVar(&o.Mode.Cores, "cores", 0, "at most `N` jobs compute at once in virtual time (default all that run)")
	mine.StringVar(&g.Load, "load", g.Load, "jobs arrive over time, at these `LOADS`: 0.8 keeps workers busy for 80 % of the time; 0.1..0.9 stands for 0.1, 0.2 and so on; max searches for the load at which p99 is 10 mean services")
	mine.StringVar(&o.Mode.Arrivals, "arrivals", "", "`NAME` of the process by which jobs arrive (default poisson with a --load, or replay for a trace with arrivals; see compare list arrivals)")
	mine.StringVar(&g.Metric, "metric", "", "`NAMES` of metrics, separated by commas; the first decides the verdict; wait-mean@2 covers the jobs of priority 2, wait-mean@urgent the most urgent jobs (default throughput, or sojourn-p99 for a stream; see compare list metrics)")
	mine.IntVar(&o.Jobs, "jobs", o.Jobs, "`N` jobs in a batch (default set by the workload)")
	mine.IntVar(&o.Rounds, "rounds", o.Rounds, "at most `N` rounds")
	mine.DurationVar(&o.Budget, "budget", o.Budget, "total `TIME`: no round begins that would exceed it")
	mine.BoolVar(&o.Quick, "quick", false, "a rough answer soon: a quarter of the usual jobs, and at most "+ask.QuickBudget.String())
	mine.Uint64Var(&o.Seed, "seed", o.Seed, "seed `N` of all random choices: same seed, same jobs")
	mine.StringVar(&o.results, "results", defaultResults, "`FOLDER` to store the run in, or none to store nothing")
	mine.DurationVar(&o.Patience, "patience", o.Patience, "`TIME` after which a trial counts as hung")
	mine.BoolVar(&o.IO, "io", false, "the jobs of a trace wait instead of computing")
	o.shapeFlags(mine)
	o.again.flags(mine)
	o.output.flags(mine, &o.formatName)
	if o.question != nil && o.question.flags != nil {
		o.question.flags(o, mine)
	}
	mine.VisitAll(func(f *pflag.Flag) {
		if o.question == nil || !slices.Contains(o.question.without, f.Name) {
			fs.AddFlag(f)
		}
	})
}

// complete sets up shell completion for the flags of a comparison.
func (c *command) complete(cmd *cobra.Command, o *options) {
	for name, f := range map[string]cobra.CompletionFunc{
		"workload": listOf(workloadValues()),
		"strategy": settingsOf(c.contenders, listOf(append(contenderValues(c.contenders), cobra.CompletionWithDesc(ask.Usual, "those that need nothing but jobs")))),
		"peer":     listOf(contenderValues(c.Peers)),
		"load":     oneOf([]cobra.Completion{ask.MaxLoad}),
		"arrivals": oneOf(arrivalValues()),
		"metric":   listOf(metricValues()),
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
	completeShape(cmd)
	o.output.complete(cmd)
}

// settle reads what the flags say.
func (o *options) settle(c *command, fs *pflag.FlagSet) error {
	set := make(map[string]bool)
	fs.Visit(func(f *pflag.Flag) { set[f.Name] = true })
	if o.results == "" {
		return errors.New(`--results "": want a folder, or none`)
	}
	if err := o.resolve(o.formatName); err != nil {
		return err
	}
	if len(c.own()) > 0 { // the command compare does not know these
		o.Program = c.Typed
	}
	return o.Settle(c.roster(), set)
}
