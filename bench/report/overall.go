package report

import (
	"bytes"
	"fmt"

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

// textOverall writes the table of standings, if there is one.
func textOverall(b *bytes.Buffer, rep *verdict.Report, o Options) error {
	t, ok := overallTable(rep)
	if !ok {
		return nil
	}
	b.WriteByte('\n')
	if _, _, err := fit(b, t, o); err != nil {
		return err
	}
	wrap(b, "", 0, overallLegend, o.Width)
	return nil
}
