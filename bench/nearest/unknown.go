package nearest

import (
	"fmt"
	"strings"
)

// mostListed is how many names a line lists.
const mostListed = 8

// Unknown returns the error for an unknown name. It suggests the nearest name; if none is
// near, it lists all of them if they are few, or else says which command lists them.
func Unknown(what, name string, known []string, see string) error {
	if near := Name(name, known); near != "" {
		return Wrong(what, name, near, "")
	}
	have := "see " + see
	if len(known) <= mostListed || see == "" {
		have = "have " + strings.Join(known, ", ")
	}
	return Wrong(what, name, "", have)
}

// Wrong returns an error with a suggestion or, without one, with what to choose from.
func Wrong(what, name, suggestion, have string) error {
	if suggestion != "" {
		return fmt.Errorf("%s %q: unknown; did you mean %q?", what, name, suggestion)
	}
	return fmt.Errorf("%s %q: unknown (%s)", what, name, have)
}
