package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// mostStandings is how many contenders the table of standings has.
const mostStandings = 12

// OverallLegend explains the table of [OverallTable].
const OverallLegend = "Over all comparisons: performance relative to the best (geometric mean), in how many it is best or tied for best, and where it is worst."

// OverallTable returns the table of standings, and whether there is one.
func OverallTable(rep *verdict.Report) (Table, bool) {
	if len(rep.Overall) == 0 {
		return Table{}, false
	}
	t := Table{Header: []string{"strategy", "of the best", "among the best", "worst"}, Keep: []int{Always, Always, 2, 1}, Words: true}
	for _, s := range rep.Overall[:min(len(rep.Overall), mostStandings)] {
		at := Clean(s.At.Workload)
		if s.At.Load > 0 {
			at += fmt.Sprintf(", load %g", s.At.Load)
		}
		t.Rows = append(t.Rows, []string{Clean(s.Strategy), Digits(100*s.OfBest) + "%", fmt.Sprintf("%d of %d", s.First, s.Places),
			fmt.Sprintf("%s%% on %s with %d workers", Digits(100*s.Worst), at, s.At.Workers)})
	}
	return t, true
}

// OverallSentence answers for all places at once, and claims no more than is known.
func OverallSentence(rep *verdict.Report) string {
	var everywhere []string // among the best
	for _, s := range rep.Overall {
		if s.First == s.Places {
			everywhere = append(everywhere, Clean(s.Strategy))
		}
	}
	n, best := len(rep.Answers), rep.Overall[0]
	few := 0 // places with too few rounds to tell anything
	for _, a := range rep.Answers {
		if a.TooFew > 0 {
			few++
		}
	}
	if few == n {
		are := "are"
		if rep.Answers[0].N == 1 {
			are = "is"
		}
		return fmt.Sprintf("Undecided: %s %s too few for %d strategies (%d needed). %s comes closest to the best of each comparison: %s of it on average.",
			Plural(rep.Answers[0].N, "round"), are, len(rep.Overall), rep.Answers[0].TooFew, Clean(best.Strategy), Value(best.OfBest, "1"))
	}
	switch len(everywhere) {
	case 0:
		return fmt.Sprintf("No strategy is among the best in all %d comparisons. %s comes closest: %s of the best on average, and among the best in %d.",
			n, Clean(best.Strategy), Value(best.OfBest, "1"), best.First)
	case 1:
		return fmt.Sprintf("%s is the only strategy among the best in all %d comparisons.", everywhere[0], n)
	}
	return fmt.Sprintf("%s tie for best in all %d comparisons.", joined(everywhere), n)
}

// WorstSentence says which contender is furthest behind the best of a comparison, and where.
func WorstSentence(rep *verdict.Report) string {
	worst := slices.MinFunc(rep.Overall, func(a, b verdict.Standing) int { return cmp.Compare(a.Worst, b.Worst) })
	return fmt.Sprintf("Furthest behind is %s: %s of the best, on %s.", Clean(worst.Strategy), Value(worst.Worst, "1"), Clean(worst.At.Workload))
}

// joined lists a few names: "a and b", "a, b and c", "a, b and 2 others".
func joined(names []string) string {
	if len(names) > 3 {
		names = append(names[:2:2], fmt.Sprintf("%d others", len(names)-2))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
