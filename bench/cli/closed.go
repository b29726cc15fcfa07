package cli

import (
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/bench/verdict"
)

var (
	// errRegressed is why the gate is closed.
	errRegressed = errors.New("regressed")

	// errUndecided is why a difference is neither there nor not.
	errUndecided = errors.New("inconclusive")
)

// closed returns the error that the exit code tells of. What has vanished is
// never a pass, and weighs more than what is worse.
func closed(what string, all int, count func(verdict.Verdict) int) error {
	switch {
	case all == 0:
		return fmt.Errorf("%s: there is no figure to compare", what)
	case count(verdict.Missing) > 0:
		return fmt.Errorf("%s: %d of %d figures have vanished", what, count(verdict.Missing), all)
	case count(verdict.Unusable) > 0:
		return fmt.Errorf("%s: %d of %d figures are not usable", what, count(verdict.Unusable), all)
	case count(verdict.Regressed) > 0:
		return fmt.Errorf("%s: %w: %d of %d figures are worse", what, errRegressed, count(verdict.Regressed), all)
	case count(verdict.Inconclusive) > 0:
		return fmt.Errorf("%s: %w: %d of %d figures are undecided; more rounds would decide", what, errUndecided, count(verdict.Inconclusive), all)
	}
	return nil
}
