package cli

import (
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/profile"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// options are the values of the flags of a comparison.
type options struct {
	ask.Comparison
	output
	formatName string
	results    string
	agents     string // who runs the rounds: a URL, or how many here; empty: this process
	again      again
	question   *question // nil: which contender is best
}

// output says how to render an answer, and where to write it.
type output struct {
	format report.Format
	out    string // file; empty: standard output
	html   string // file for a page; empty: none

	verbose bool // with details
}

const defaultResults = "results"

// again names the files that an extra run of every contender writes after the answer. An
// empty name writes nothing.
type again struct {
	timeline string
	profile.Files
}

// A question is the command of a study: its help and its flags.
type question struct {
	*ask.Study
	short   string // what it does, in a line
	long    string // the same in more lines
	example string
	without []string // flags of a comparison that do not apply

	// flags adds its own flags; nil: none.
	flags func(*options, *pflag.FlagSet)

	// answer makes the answer from the run and its judgement.
	answer func(*record.Run, *verdict.Report) (content.Study, error)
}

// againFlags are the flags of again.
var againFlags = []string{"timeline", "cpuprofile", "memprofile", "trace"}
