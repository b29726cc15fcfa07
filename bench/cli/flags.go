package cli

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/workloads"
)

// options are what the flags of a comparison say.
type options struct {
	output
	workloads  []workloads.Workload
	names      []string // of the workloads, as asked
	contenders []bench.Contender
	all        bool     // contenders are all strategies there are
	peers      []string // and these peers
	allPeers   bool     // which are all there are
	workers    []int    // empty: each workload's default
	jobs       int      // 0: each workload's default
	scale      float64
	rounds     int
	budget     time.Duration
	seed       uint64
	results    string
	patience   time.Duration
	io         bool
	tour       bool
	metric     string // that decides; empty: that of the mode
	mode       mode
	again      again

	study    *question // nil: which contender is best
	from, to time.Duration
	implied  bench.Contender // takes part though nobody named it; nil: none does
}

// output says how to render.
type output struct {
	format report.Format
	out    string // file; empty: standard output
	html   string // file for a page; empty: none
}

const (
	defaultRounds   = 20
	defaultBudget   = time.Minute
	defaultPatience = time.Minute
	defaultResults  = "results"

	// Without arguments: a look at everything in a minute. So few of the usual
	// jobs leave time for the nine rounds or more that it takes, after Holm's
	// correction, to tell twelve contenders apart.
	tourScale  = 0.08
	tourBudget = 45 * time.Second
)

func (o *output) flags(fs *flag.FlagSet, format *string) {
	fs.StringVar(format, "format", "text", "`FORMAT` of the answer: "+strings.Join(formatNames(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE`, not to standard output")
	fs.StringVar(&o.html, "html", "", "write a page with pictures to `FILE`, too")
}

func (o *output) resolve(format string) (err error) {
	if o.format, err = formatByName(format); err != nil {
		return err
	}
	return nil
}

// given is what flags that name things were given.
type given struct{ workload, strategy, peer, workers, load, format string }

// flagSet returns the flags of a comparison, and what becomes of those that take
// more than parsing.
func (o *options) flagSet() (*flag.FlagSet, *given) {
	g := new(given)
	fs := flagSet("compare")
	fs.StringVar(&g.workload, "workload", all, "`NAMES` of workloads, comma-separated; \"all\" presets; or trace:FILE.csv, your own jobs")
	fs.StringVar(&g.strategy, "strategy", all, "`NAMES` of strategies, comma-separated")
	fs.StringVar(&g.peer, "peer", "", "`NAMES` of plain ways, and of other people's pools where they are built in, to set beside them, comma-separated")
	fs.StringVar(&g.workers, "workers", "", "`COUNTS` of workers, comma-separated (default one per processor; more where jobs wait)")
	fs.BoolVar(&o.mode.Virtual, "virtual", false, "run in virtual time: how jobs are scheduled, without noise, on any number of workers")
	fs.IntVar(&o.mode.Cores, "cores", 0, "`N` jobs compute at once in virtual time (default all that run)")
	fs.StringVar(&g.load, "load", "", "`LOADS`, comma-separated, at which jobs arrive, as shares of what the workers can do; or max, to search for the greatest")
	fs.StringVar(&o.mode.Arrivals, "arrivals", "", "`NAME` of the process by which jobs arrive (default poisson with a --load)")
	fs.StringVar(&o.metric, "metric", "", "`NAME` of the metric that decides (default throughput, in a stream sojourn-p99)")
	fs.IntVar(&o.jobs, "jobs", 0, "`N` jobs in a batch (default as the workload says)")
	fs.IntVar(&o.rounds, "rounds", defaultRounds, "at most `N` rounds")
	fs.DurationVar(&o.budget, "budget", defaultBudget, "`TIME` in which to begin rounds")
	fs.Uint64Var(&o.seed, "seed", 1, "`N` from which all random choices are drawn")
	fs.StringVar(&o.results, "results", defaultResults, "`FOLDER` in which to store the run; none: do not store it")
	fs.DurationVar(&o.patience, "patience", defaultPatience, "`TIME` after which a trial is taken to hang")
	fs.BoolVar(&o.io, "io", false, "the jobs of a trace wait instead of computing")
	o.again.flags(fs)
	o.output.flags(fs, &g.format)
	return fs, g
}

// parse reads the flags of a comparison, or of a study, whose name comes first.
func (c *command) parse(args []string) (*options, error) {
	o := &options{scale: 1}
	fs, g := o.flagSet()
	if len(args) > 0 {
		o.study = questionByName(args[0])
	}
	if o.study != nil {
		args = args[1:]
		if o.study.flags != nil {
			o.study.flags(o, fs)
		}
	}
	if err := parseFlags(fs, args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("argument %q: want only flags here; names follow --workload or --strategy", fs.Arg(0))
	}
	set := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { set[f.Name] = true })
	if o.study != nil {
		if err := o.study.refuse(set); err != nil {
			return nil, err
		}
		if err := o.study.fill(c, o, g, set); err != nil {
			return nil, err
		}
	}
	o.tour = !set["workload"] && o.study == nil
	if o.tour && !set["jobs"] {
		o.scale = tourScale
	}
	if o.tour && !set["budget"] {
		o.budget = tourBudget
	}
	if err := o.check(set); err != nil {
		return nil, err
	}
	if err := o.resolve(g.format); err != nil {
		return nil, err
	}
	if err := o.resolveWorkloads(splitWorkloads(g.workload)); err != nil {
		return nil, err
	}
	if o.io && !slices.ContainsFunc(o.workloads, func(w workloads.Workload) bool { return w.Trace != nil }) {
		return nil, errors.New("--io: is for the jobs of a trace, and --workload names none")
	}
	names := splitList(g.strategy)
	o.all = slices.Equal(names, []string{all})
	var err error
	if o.contenders, err = c.resolveContenders(names); err != nil {
		return nil, err
	}
	if g.peer != "" {
		o.allPeers = g.peer == all
		peers, err := c.resolvePeers(splitList(g.peer))
		if err != nil {
			return nil, err
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
	if o.workers, err = parseWorkers(g.workers); err != nil {
		return nil, err
	}
	if err := o.resolveMode(g.load, set); err != nil {
		return nil, err
	}
	if err := o.resolveMetric(set["metric"]); err != nil {
		return nil, err
	}
	return o, o.able()
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
