package verdict

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrRegressed is wrapped by the error of what has become worse.
	ErrRegressed = errors.New("regressed")

	// ErrUndecided is wrapped by the error of what the data do not decide.
	ErrUndecided = errors.New("inconclusive")
)

// CheckPassed returns why a comparison of so many figures is not a pass, or nil. What has
// vanished or is not usable weighs more than what is worse, and that more than what is
// undecided; a comparison of nothing is an error, too. Count returns how many figures have
// a verdict, and what the comparison is called begins the message.
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
		return fmt.Errorf("%s: %w: %s undecided; more rounds would decide", what, ErrUndecided, ofAll(count(Inconclusive), all, "is", "are"))
	}
	return nil
}

// Err returns why a gate is closed, or nil. An inconclusive answer counts as what it says:
// "pass", "fail" or, empty, neither, which is ErrUndecided. A gate where all benchmarks
// are new is open; where one has vanished, or reports what is no number, it is closed.
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

// ofAll says how many of all figures, with the verb that fits.
func ofAll(n, all int, one, many string) string {
	if n == 1 {
		many = one
	}
	if all == 1 {
		return "the only figure " + many
	}
	return fmt.Sprintf("%d of %d figures %s", n, all, many)
}
