package report

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// mostStandings is how many contenders the table of standings has.
const mostStandings = 12

const overallLegend = "Over all places: how good as a share of the best, geometric mean; where it is the best or cannot be told from it; where it is worst."

// overallTable returns the table of standings, and whether there is one.
func overallTable(rep *verdict.Report) (table, bool) {
	if len(rep.Overall) == 0 {
		return table{}, false
	}
	t := table{header: []string{"strategy", "of the best", "among the best", "worst"}, keep: []int{always, always, 2, 1}, words: true}
	for _, s := range rep.Overall[:min(len(rep.Overall), mostStandings)] {
		at := clean(s.At.Workload)
		if s.At.Load > 0 {
			at += fmt.Sprintf(", load %g", s.At.Load)
		}
		t.rows = append(t.rows, []string{clean(s.Strategy), digits(100*s.OfBest) + "%", fmt.Sprintf("%d of %d", s.First, s.Places),
			fmt.Sprintf("%s%% on %s with %d workers", digits(100*s.Worst), at, s.At.Workers)})
	}
	return t, true
}

// overallSentence answers for all places at once, and claims no more than is known.
func overallSentence(rep *verdict.Report) string {
	var everywhere []string // among the best
	for _, s := range rep.Overall {
		if s.First == s.Places {
			everywhere = append(everywhere, clean(s.Strategy))
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
		return fmt.Sprintf("Too few rounds to tell anything: it takes %d for so many strategies. Nearest to the best of each comparison is %s, with %s of it on average.",
			rep.Answers[0].TooFew, clean(best.Strategy), human(best.OfBest, "1"))
	}
	switch len(everywhere) {
	case 0:
		return fmt.Sprintf("No strategy is among the best in all %d comparisons; %s comes nearest: %s of the best on average, and among them in %d.",
			n, clean(best.Strategy), human(best.OfBest, "1"), best.First)
	case 1:
		return fmt.Sprintf("%s is among the best in all %d comparisons, and no other is.", everywhere[0], n)
	case 2, 3:
		return fmt.Sprintf("%s are among the best in all %d comparisons, and not told apart.", strings.Join(everywhere, " and "), n)
	}
	return fmt.Sprintf("%s and %d others are among the best in all %d comparisons, and not told apart.", strings.Join(everywhere[:2], ", "), len(everywhere)-2, n)
}
