package gate

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Defaults of [Options].
const (
	// DefaultMargin is too little to change code for, and small enough to catch a slowdown
	// of 5 %: one at the margin itself is hardly ever caught, since half of its interval is
	// within.
	DefaultMargin = 0.02

	DefaultAlpha = 0.05
)

// Options say what to run and how to judge.
type Options struct {
	Bench    string         // of go test: a regular expression
	Unit     *regexp.Regexp // which of the reported units count; nil: all
	Time     string         // how long a side of a benchmark is measured in a round; or iterations of a turn, "100x"; empty: as the budget allows
	Rounds   int            // at most
	Budget   time.Duration  // for all of it; 0: no limit
	Patience time.Duration  // how long a process may print nothing; 0: a default
	Margin   float64        // differences up to this share do not matter
	Alpha    float64        // the accepted chance of a wrong claim
	Seed     uint64         // of layouts and of the order within rounds

	// FixedLayout links all programs in the linker's usual layout. Then effects of where
	// the linker places code count as differences between the versions.
	FixedLayout bool

	// Better declares which direction of a unit is better; it takes precedence.
	Better map[string]verdict.Better

	// Rule says how to judge a figure; nil: like all others.
	Rule func(Figure) Rule

	// Check is called with all figures that either side reports, before the first round;
	// its error ends the run. nil: no check.
	Check func([]Figure) error

	Say      func(sentence string) // called with the plan, before the first round; may be nil
	Progress func(Progress)        // called before each benchmark of a round; may be nil
}

// Progress is what is about to be measured.
type Progress struct {
	Round     int
	Benchmark string
	First     bool          // of the round
	Left      time.Duration // estimate for this and all further rounds, if none ends early
}

// A Rule is how to judge a figure.
type Rule struct {
	Unjudged string   // why it is shown and not judged; empty: it is judged
	Margin   *float64 // nil: that of the options
	Rank     int      // order of importance, lowest first; figures of one rank keep their order
}

// defaultPatience is how long a process may print nothing: a benchmark prints nothing
// while it runs, and one turn takes at most a second, unless one iteration takes longer.
const defaultPatience = 2 * time.Minute

// patience returns how long a process may print nothing, given the time that the user
// asks for.
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

// SetsItself returns the first of the flags for test binaries that a run sets itself, or "".
func SetsItself(testFlags []string) string {
	own := []string{"test.run", "test.bench", "test.benchmem", "test.benchtime", "test.count", "test.v", "test.paniconexit0"}
	for _, f := range testFlags {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		if slices.Contains(own, name) {
			return f
		}
	}
	return ""
}

func (o Options) rule(f Figure) Rule {
	if o.Rule == nil {
		return Rule{}
	}
	return o.Rule(f)
}
