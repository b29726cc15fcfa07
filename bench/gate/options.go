package gate

import (
	"regexp"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options say what to run and how to judge.
type Options struct {
	Bench    string         // of go test: a regular expression
	Unit     *regexp.Regexp // of what benchmarks report: which units count; nil: all
	Time     string         // how long a side of a benchmark is measured in a round; or iterations of a turn, "100x"; empty: as the budget allows
	Rounds   int            // at most
	Budget   time.Duration  // for all of it; 0: no limit
	Patience time.Duration  // for a sign of life of a process; 0: a default
	Margin   float64        // differences of such a share do not matter
	Alpha    float64        // the chance of a wrong claim that is accepted
	Seed     uint64         // of layouts and of the order within rounds

	// FixedLayout has all programs linked the usual way. Then where the linker happens to
	// put the code counts as a difference between two versions.
	FixedLayout bool

	// Better says of units which way they are better, before anything else does.
	Better map[string]verdict.Better

	// Rule says how to judge a figure; nil: like all others.
	Rule func(Figure) Rule

	// Check is told all figures that either side reports, before the first round; its
	// error ends the run. nil: nobody asks.
	Check func([]Figure) error

	Say      func(sentence string) // called with what will be done, before the first round; nil: not
	Progress func(Progress)        // called before each benchmark of a round; nil: not
}

// Progress is what is about to be measured.
type Progress struct {
	Round     int
	Benchmark string
	First     bool          // of the round
	Left      time.Duration // for this and all further rounds, if none ends early; about
}

// A Rule is how to judge a figure.
type Rule struct {
	Unjudged string   // why it is shown and not judged; empty: it is judged
	Margin   *float64 // nil: that of the options
	Rank     int      // of importance, the least first; those of one rank stay in their order
}

// defaultPatience is how long a process may give no sign of life: a benchmark prints
// nothing while it runs, and one turn of it takes a second at most, unless one
// iteration takes longer.
const defaultPatience = 2 * time.Minute

// patience returns how long to wait for a sign of life: of what fits the time that the
// user asks for.
func (o Options) patience() time.Duration {
	if o.Patience > 0 {
		return o.Patience
	}
	d := defaultPatience
	if t, err := time.ParseDuration(o.Time); err == nil {
		d += 10 * t
	}
	return d
}

func (o Options) rule(f Figure) Rule {
	if o.Rule == nil {
		return Rule{}
	}
	return o.Rule(f)
}
