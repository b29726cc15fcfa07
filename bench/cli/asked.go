package cli

import (
	"time"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/profile"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// options are the values of the flags of a comparison.
type options struct {
	output
	workloads  []workloads.Workload
	names      []string // of the workloads, as asked
	contenders []bench.Contender
	all        bool     // contenders are all strategies, or the usual ones: the user named none
	peers      []string // peers that take part, too
	allPeers   bool     // all peers take part
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

	given given

	study    *question // nil: which contender is best
	from, to time.Duration
	implied  bench.Contender // takes part without being named; nil: none
}

// output is how to render an answer, and where to.
type output struct {
	format report.Format
	out    string // file; empty: standard output
	html   string // file for a page; empty: none
}

// given are the values of the flags that name things.
type given struct{ workload, strategy, peer, workers, load, format string }

const (
	defaultRounds   = 20
	defaultBudget   = time.Minute
	defaultPatience = time.Minute
	defaultResults  = "results"
)

// again names the files for what another run of every contender, after the answer, is to
// record; empty: nothing.
type again struct {
	timeline string
	profile.Files
}

// A mode says how jobs arrive and in which time they run: by default all at once, in real
// time. It is passed to the process of a round unchanged.
type mode struct {
	Virtual bool
	// Goroutines runs strategies with goroutines in virtual time, too.
	Goroutines bool      `json:",omitempty"`
	Cores      int       // in virtual time, how many jobs compute at once; 0: all that run
	Arrivals   string    // of a stream; empty: a batch
	Loads      []float64 // of a stream; none: arrival times are not scaled
	Search     bool      // search for the greatest load, instead of Loads
}

// A question is a comparison that answers something other than which contender is best.
type question struct {
	name    string // as record.Settings.Study, and of the command
	short   string // what it does, in a line
	long    string // and in more
	example string
	without []string // flags of a comparison that make no sense
	bare    bool     // jobs are not measured one by one

	// flags adds flags of its own; nil: none.
	flags func(*options, *pflag.FlagSet)

	// fill sets the options that the flags leave out, and may change others.
	fill func(o *options) error

	// args returns its own flags, for the command that repeats the run; nil: none.
	args func(*options) []string

	// answer makes the answer from the run and its judgement.
	answer func(*record.Run, *verdict.Report) (content.Study, error)
}

// againFlags are the flags of again.
var againFlags = []string{"timeline", "cpuprofile", "memprofile", "trace"}
