package cli

import (
	"fmt"
	"regexp"
	"strings"
)

var validName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// mostListed is how many names a line lists.
const mostListed = 8

// unknown returns the error for an unknown name. It suggests the nearest name; if none is
// near, it lists all of them if they are few, or else says how to list them.
func unknown(what, name string, known []string, see string) error {
	if near := nearest(name, known); near != "" {
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

// nearest returns the known name that takes the fewest edits to reach, or none
// if all take more than half of the name.
func nearest(name string, known []string) string {
	best, fewest := "", len(name)/2+1
	for _, k := range known {
		if d := edits(name, k); d < fewest {
			best, fewest = k, d
		}
	}
	return best
}

// edits returns the Levenshtein distance, in bytes: names are ASCII.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
