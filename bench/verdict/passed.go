package verdict

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
)

var (
	// ErrRegressed is wrapped by the error if something has become worse.
	ErrRegressed = errors.New("regressed")

	// ErrUndecided is wrapped by the error if the data do not decide.
	ErrUndecided = errors.New("inconclusive")

	// ErrInterrupted is wrapped by the error if a run did not finish.
	ErrInterrupted = errors.New("interrupted")
)

// CheckRan returns what is wrong with a run that has an answer, or nil: the first contender
// that failed, in the order of the run's settings, or that it was interrupted.
func CheckRan(run *record.Run) error {
	failed := make(map[string]bool)
	names := slices.Clone(run.Settings.Strategies)
	for _, t := range run.Trials {
		if t.Error != "" {
			failed[t.Strategy] = true
			names = append(names, t.Strategy)
		}
	}
	for _, name := range names {
		if failed[name] {
			return fmt.Errorf("strategy %q: failed; see the answer", name)
		}
	}
	if run.Interrupted {
		return fmt.Errorf("%w: the answer covers the rounds done so far", ErrInterrupted)
	}
	return nil
}

// CheckPassed returns why a comparison of figures is not a pass, or nil. Vanished and
// unusable figures take precedence over regressions, and those over undecided figures; a
// comparison without figures is an error, too. all is the number of figures, count returns
// how many have a verdict, and the message begins with what.
func CheckPassed(what string, all int, count func(Verdict) int) error {
	switch {
	case all == 0:
		return fmt.Errorf("%s: there is no figure to compare", what)
	case count(Missing) > 0:
		return fmt.Errorf("%s: %s vanished", what, ofAll(count(Missing), all, "has", "have"))
	case count(Unusable) > 0:
		return fmt.Errorf("%s: %s not usable", what, ofAll(count(Unusable), all, "is", "are"))
	case count(Regressed) > 0:
		return fmt.Errorf("%s: %w: %s worse", what, ErrRegressed, ofAll(count(Regressed), all, "is", "are"))
	case count(Inconclusive) > 0:
		return fmt.Errorf("%s: %w: %s undecided", what, ErrUndecided, ofAll(count(Inconclusive), all, "is", "are"))
	}
	return nil
}

// Err returns why the gate fails, or nil if it passes. An inconclusive answer counts as the
// argument says: "pass", "fail" or, if empty, neither, which is ErrUndecided. The gate passes
// if all benchmarks are new; it fails if one has vanished, or reports something that is not
// a number.
func (g *GateReport) Err(inconclusive string) error {
	var gone, unusable []string
	for _, m := range g.Missing {
		gone = append(gone, m.Name)
	}
	for _, f := range g.Figures {
		if f.Verdict == Unusable {
			unusable = append(unusable, fmt.Sprintf("%s (%s)", f.Name, f.Unit))
		}
	}
	switch {
	case len(gone) > 0:
		return fmt.Errorf("gate: benchmarks have vanished: %s", listed(gone))
	case len(unusable) > 0:
		return fmt.Errorf("gate: figures are not usable: %s", listed(unusable))
	case len(g.Figures) == 0:
		return nil
	}
	err := CheckPassed("gate", len(g.Figures), g.Count)
	if errors.Is(err, ErrUndecided) {
		switch inconclusive {
		case "pass":
			return nil
		case "fail":
			return fmt.Errorf("%w, since --inconclusive=fail: %v", ErrRegressed, err)
		}
	}
	return err
}

// listed returns the first few names.
func listed(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

// ofAll says how many of all figures, with the matching verb.
func ofAll(n, all int, one, many string) string {
	if n == 1 {
		many = one
	}
	if all == 1 {
		return "the only figure " + many
	}
	return fmt.Sprintf("%d of %d figures %s", n, all, many)
}
