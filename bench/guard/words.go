package guard

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Words are the values of the flags of compare gate.
type Words struct {
	Baseline  string  // a folder of stored runs, or one of them: the question is [Stored]
	Tolerance float64 // of stored runs, as a share

	Base                      string // a commit: the question is [Question]
	Packages                  string // separated by commas
	Bench, Unit, Time, Layout string
	Tags, LDFlags             string
	Links, TestFlags          []string
	Policy, Inconclusive      string
	Margin                    float64 // as a share
	FixedMargin               bool    // the user has given it
	Better                    map[string]verdict.Better
	Rounds                    int
	Budget, Patience          time.Duration
	Seed                      uint64
}

// Values of the flags that take one of a few words.
const (
	LayoutRandom = "random" // new in each round
	LayoutFixed  = "fixed"  // the linker's usual

	InconclusivePass = "pass"
	InconclusiveFail = "fail"
)

// Check refuses words that make no sense, in one line that names the flag.
func (w *Words) Check() error {
	switch own := gate.SetsItself(w.TestFlags); {
	case own != "":
		return fmt.Errorf("%s: the gate sets this itself; see --bench, --benchtime and --rounds", own)
	case w.Baseline != "" && w.Base != "":
		return errors.New("gate: --baseline is a folder of stored runs, --base a commit: want one of them")
	case w.Base == "" && w.Baseline == "":
		return errors.New("gate: want --baseline, a folder of stored runs such as results/baseline, or --base, a commit such as origin/main")
	case w.Base == "":
		return nil // the other words are of no use
	}
	switch least := verdict.FewestRounds(1, gate.DefaultAlpha); {
	case w.Rounds < least:
		return fmt.Errorf("--rounds %d: fewer than %d rounds cannot show any change", w.Rounds, least)
	case w.Budget <= 0:
		return fmt.Errorf("--budget %v: want more than 0", w.Budget)
	case w.Patience < 0:
		return fmt.Errorf("--patience %v: want 0, for a default, or more", w.Patience)
	case w.Layout != LayoutRandom && w.Layout != LayoutFixed:
		return fmt.Errorf("--layout %q: want %s or %s", w.Layout, LayoutRandom, LayoutFixed)
	case w.Inconclusive != "" && w.Inconclusive != InconclusivePass && w.Inconclusive != InconclusiveFail:
		return fmt.Errorf("--inconclusive %q: want %s or %s", w.Inconclusive, InconclusivePass, InconclusiveFail)
	}
	if err := gate.CheckTime(w.Time); err != nil {
		return fmt.Errorf("--benchtime %w", err)
	}
	if _, err := regexp.Compile(w.Bench); err != nil {
		return fmt.Errorf("--bench %q: is not a regular expression: %w", w.Bench, err)
	}
	if _, err := regexp.Compile(w.Unit); err != nil {
		return fmt.Errorf("--unit %q: is not a regular expression: %w", w.Unit, err)
	}
	return nil
}

// Question returns what the words ask about two versions. [Words.Check] comes first.
func (w *Words) Question() *Question {
	q := &Question{
		Base: w.Base, Packages: strings.Split(w.Packages, ","), Build: checkout.Flags{Tags: w.Tags, LDFlags: w.LDFlags},
		Links: w.Links, TestFlags: w.TestFlags, Policy: w.Policy, FixedMargin: w.FixedMargin, Inconclusive: w.Inconclusive,
		Options: gate.Options{
			Bench: w.Bench, Time: w.Time, Rounds: w.Rounds, Budget: w.Budget, Patience: w.Patience,
			Margin: w.Margin, Alpha: gate.DefaultAlpha, Seed: w.Seed, FixedLayout: w.Layout == LayoutFixed, Better: w.Better,
		},
	}
	if w.Unit != "" {
		q.Options.Unit = regexp.MustCompile(w.Unit)
	}
	return q
}
