package content

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// mostStandings is the most contenders in the table of standings.
const mostStandings = 12

// OverallLegend explains the table of [OverallTable].
const OverallLegend = "Over all comparisons: performance relative to the best (geometric mean), the number in which it is best or tied for best, and where it is worst."

// OverallTable returns the table of standings, and whether there is one.
func OverallTable(rep *verdict.Report) (Table, bool) {
	if len(rep.Overall) == 0 {
		return Table{}, false
	}
	t := Table{Header: []string{"strategy", "of the best", "among the best", "worst"}, Keep: []int{Always, Always, 2, 1}, Words: true}
	for _, s := range rep.Overall[:min(len(rep.Overall), mostStandings)] {
		at := Clean(verdict.WorkloadName(s.At.Workload))
		if s.At.Load > 0 {
			at += fmt.Sprintf(", load %g", s.At.Load)
		}
		t.Rows = append(t.Rows, []string{Clean(s.Strategy), number.Value(s.OfBest, "1"), fmt.Sprintf("%d of %d", s.First, s.Judged),
			fmt.Sprintf("%s on %s with %s", number.Value(s.Worst, "1"), at, Plural(s.At.Workers, "worker"))})
	}
	return t, true
}
