package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
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
	all        bool  // contenders are all there are
	workers    []int // empty: each workload's default
	jobs       int   // 0: each workload's default
	scale      float64
	rounds     int
	budget     time.Duration
	seed       uint64
	results    string
	patience   time.Duration
	io         bool
	tour       bool
}

// output says how to render.
type output struct {
	format report.Format
	out    string // file; empty: standard output
}

const (
	defaultRounds = 20
	defaultBudget = time.Minute

	// Without arguments: a look at everything in a minute. A tenth of the usual
	// jobs leaves time for the nine rounds or more that it takes, after Holm's
	// correction, to tell nine contenders apart.
	tourScale  = 0.1
	tourBudget = 45 * time.Second
)

func (o *output) flags(fs *flag.FlagSet, format *string) {
	fs.StringVar(format, "format", "text", "`FORMAT` of the answer: "+strings.Join(formatNames(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE`, not to standard output")
}

func (o *output) resolve(format string) (err error) {
	if o.format, err = formatByName(format); err != nil {
		return err
	}
	return nil
}

// parse reads the flags of a comparison.
func (c *command) parse(args []string) (*options, error) {
	o := &options{scale: 1}
	var workload, strategy, workers, format string
	fs := flagSet("compare")
	fs.StringVar(&workload, "workload", "all", "`NAMES` of workloads, comma-separated; \"all\" presets; or trace:FILE.csv, your own jobs")
	fs.StringVar(&strategy, "strategy", "all", "`NAMES` of strategies, comma-separated")
	fs.StringVar(&workers, "workers", "", "`COUNTS` of workers, comma-separated (default one per processor; more where jobs wait)")
	fs.IntVar(&o.jobs, "jobs", 0, "`N` jobs in a batch (default as the workload says)")
	fs.IntVar(&o.rounds, "rounds", defaultRounds, "at most `N` rounds")
	fs.DurationVar(&o.budget, "budget", defaultBudget, "`TIME` in which to begin rounds")
	fs.Uint64Var(&o.seed, "seed", 1, "`N` from which all random choices are drawn")
	fs.StringVar(&o.results, "results", "results", "`FOLDER` in which to store the run")
	fs.DurationVar(&o.patience, "patience", time.Minute, "`TIME` after which a trial is taken to hang")
	fs.BoolVar(&o.io, "io", false, "the jobs of a trace wait instead of computing")
	o.output.flags(fs, &format)
	if err := parseFlags(fs, args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("argument %q: want only flags here; names follow --workload or --strategy", fs.Arg(0))
	}
	set := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { set[f.Name] = true })
	o.tour = !set["workload"]
	if o.tour && !set["jobs"] {
		o.scale = tourScale
	}
	if o.tour && !set["budget"] {
		o.budget = tourBudget
	}
	if err := o.check(set); err != nil {
		return nil, err
	}
	if err := o.resolve(format); err != nil {
		return nil, err
	}
	if err := o.resolveWorkloads(workload); err != nil {
		return nil, err
	}
	var err error
	o.all = strategy == "all"
	if o.contenders, err = c.resolveContenders(strategy); err != nil {
		return nil, err
	}
	o.workers, err = parseWorkers(workers)
	return o, err
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
	}
	return nil
}

func (o *options) resolveWorkloads(list string) error {
	if list == "all" {
		o.workloads = workloads.All()
	} else {
		names, err := splitNames("--workload", list)
		if err != nil {
			return err
		}
		for _, name := range names {
			w, err := workloads.ByName(name)
			var none *workloads.UnknownError
			if errors.As(err, &none) {
				return unknown("workload", name, append(none.Known, "all", "trace:FILE.csv"))
			}
			if err != nil {
				return err
			}
			o.workloads = append(o.workloads, w)
		}
	}
	for i := range o.workloads {
		w := &o.workloads[i]
		o.names = append(o.names, w.Name)
		if w.Trace != nil && o.io {
			w.Parts = []workloads.Part{{IO: 1}}
		}
		if w.Trace != nil && o.jobs > w.Trace.Len() {
			return fmt.Errorf("--jobs %d: %s has %d", o.jobs, w.Name, w.Trace.Len())
		}
	}
	return nil
}

func (c *command) resolveContenders(list string) ([]bench.Contender, error) {
	if list == "all" {
		return c.contenders, nil
	}
	names, err := splitNames("--strategy", list)
	if err != nil {
		return nil, err
	}
	var out []bench.Contender
	for _, name := range names {
		i := slices.IndexFunc(c.contenders, func(x bench.Contender) bool { return x.Name() == name })
		if i < 0 {
			return nil, unknown("strategy", name, append(c.contenderNames(), "all"))
		}
		out = append(out, c.contenders[i])
	}
	return out, nil
}

func (c *command) contenderNames() []string {
	var names []string
	for _, x := range c.contenders {
		names = append(names, x.Name())
	}
	return names
}

// splitNames splits a list at commas, and refuses empty names and repetitions.
func splitNames(flag, list string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			return nil, fmt.Errorf("%s %q: a name is empty", flag, list)
		}
		if slices.Contains(names, name) {
			return nil, fmt.Errorf("%s %q: %q is there twice", flag, list, name)
		}
		names = append(names, name)
	}
	return names, nil
}

// maxWorkers is what a comparison in real time can do anything with.
const maxWorkers = 100_000

func parseWorkers(list string) ([]int, error) {
	if list == "" {
		return nil, nil
	}
	names, err := splitNames("--workers", list)
	if err != nil {
		return nil, err
	}
	var out []int
	for _, name := range names {
		n, err := strconv.Atoi(name)
		if err != nil || n < 1 || n > maxWorkers {
			return nil, fmt.Errorf("--workers %q: want numbers from 1 to %d", name, maxWorkers)
		}
		out = append(out, n)
	}
	return out, nil
}

// flagSet returns a set that prints nothing.
func flagSet(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// parseFlags parses flags also after other arguments.
func parseFlags(fs *flag.FlagSet, args []string) error {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return flagError(fs, err)
		}
		args = fs.Args()
		if len(args) == 0 {
			// Parse once more, for fs.Args to be the arguments alone.
			return fs.Parse(append([]string{"--"}, rest...))
		}
		rest = append(rest, args[0])
		args = args[1:]
	}
}

// flagError says what the flag package's error lacks: the nearest flag, or what
// a value should look like.
func flagError(fs *flag.FlagSet, err error) error {
	const undefined = "flag provided but not defined: -"
	if name, ok := strings.CutPrefix(err.Error(), undefined); ok {
		var known []string
		fs.VisitAll(func(f *flag.Flag) { known = append(known, "--"+f.Name) })
		return unknown("flag", "--"+strings.TrimPrefix(name, "-"), known)
	}
	m := invalidValue.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	want := "another value"
	switch fs.Lookup(m[2]).Value.(flag.Getter).Get().(type) {
	case time.Duration:
		want = "a time with its unit, such as 30s or 5m"
	case int, uint64:
		want = "a whole number"
	case bool:
		want = "true or false"
	}
	return fmt.Errorf("--%s %q: want %s", m[2], m[1], want)
}

var invalidValue = regexp.MustCompile(`^invalid (?:boolean )?value "(.*)" for (?:flag )?-(\S+): `)

// oversubscribed says which worker counts computing jobs cannot all use.
func (o *options) oversubscribed() []string {
	cpus := runtime.GOMAXPROCS(0)
	var out []string
	for _, n := range o.workers {
		if n > cpus {
			out = append(out, fmt.Sprintf("%d workers share %d processors: computing jobs take turns on them, and service times include the waiting", n, cpus))
		}
	}
	return out
}
