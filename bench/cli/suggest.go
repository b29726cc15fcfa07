package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/go-foundations/poolbench/bench/nearest"
)

var validName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// mostListed is how many names a line lists.
const mostListed = 8

// unknown returns the error for an unknown name. It suggests the nearest name; if none is
// near, it lists all of them if they are few, or else says how to list them.
func unknown(what, name string, known []string, see string) error {
	if near := nearest.Name(name, known); near != "" {
		return wrongName(what, name, near, "")
	}
	have := "see " + see
	if len(known) <= mostListed || see == "" {
		have = "have " + strings.Join(known, ", ")
	}
	return wrongName(what, name, "", have)
}

// wrongName returns an error with a suggestion or, without one, with what to choose from.
func wrongName(what, name, suggestion, have string) error {
	if suggestion != "" {
		return fmt.Errorf("%s %q: unknown; did you mean %q?", what, name, suggestion)
	}
	return fmt.Errorf("%s %q: unknown (%s)", what, name, have)
}
