package verdict

import (
	"fmt"
	"strconv"
)

// A tally counts the figures that share a predicate.
type tally struct {
	n    int
	verb string // "is" or "has", of one
	one  string // what is said of one
	many string // of several; empty: the same
}

// clauses turns the tallies of all figures, or of those that others leave, into clauses:
// the first with its subject ("2 of 3 figures are worse"), the others without ("1 is within
// 2 %"). Empty tallies are skipped.
func clauses(all int, others bool, tallies ...tally) []string {
	var parts []string
	for _, t := range tallies {
		if t.n == 0 {
			continue
		}
		verb, what := t.verb, t.one
		if t.n != 1 {
			verb = map[string]string{"is": "are", "has": "have"}[verb]
			if t.many != "" {
				what = t.many
			}
		}
		subject := strconv.Itoa(t.n)
		switch {
		case len(parts) > 0:
		case t.n == all && all == 1 && others:
			subject = "the other figure"
		case t.n == all && all == 1:
			subject = "the only figure"
		case t.n == all && others:
			subject = fmt.Sprintf("all %d others", all)
		case t.n == all:
			subject = fmt.Sprintf("all %d figures", all)
		default:
			subject = fmt.Sprintf("%d of %d figures", t.n, all)
		}
		parts = append(parts, subject+" "+verb+" "+what)
	}
	return parts
}
