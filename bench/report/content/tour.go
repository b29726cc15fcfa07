package content

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TourTable returns the table of answers, with at most the given number of names where
// contenders are tied.
func TourTable(rep *verdict.Report, names int) Table {
	header, rows := Tour(rep, names)
	return Table{Header: header, Rows: rows, Words: true, Keep: []int{Always, Always, 2, 1, 3}}
}

// Tour returns the header and the rows of the table of answers.
func Tour(rep *verdict.Report, names int) (header []string, rows [][]string) {
	header = []string{"workload", "best", "ahead of next", "next", "how sure"}
	workers, loads := map[int]bool{}, map[float64]bool{}
	for _, a := range rep.Answers {
		workers[a.Workers], loads[a.Load] = true, true
	}
	for _, a := range rep.Answers {
		name := Clean(verdict.WorkloadName(a.Workload))
		if len(workers) > 1 {
			name += fmt.Sprintf(", W=%d", a.Workers)
		}
		if len(loads) > 1 {
			name += fmt.Sprintf(", load %g", a.Load)
		}
		best := Clean(strings.Join(a.Tied, " = "))
		if len(a.Tied) > names {
			best = Clean(strings.Join(a.Tied[:names], " = ")) + fmt.Sprintf(" = %d more", len(a.Tied)-names)
		}
		if best == "" || a.TooFew > 0 {
			best = "–"
		}
		next := Clean(a.Next)
		if next == "" {
			next = "–"
		}
		rows = append(rows, []string{name, best, number.Ratio(a.Ratio, a.RatioLo, a.RatioHi), next, sure(a)})
	}
	return header, rows
}

// sure says in a few words how certain an answer is and what would help.
func sure(a verdict.Answer) string {
	var s string
	if a.PAdjusted != nil {
		s = verdict.FormatP(*a.PAdjusted)
	}
	if len(a.Tied) < 2 {
		if s == "" {
			return "no comparison"
		}
		return s
	}
	tie := "not distinguishable"
	switch {
	case a.AnyWillDo:
		tie = "equivalent"
	case a.TooFew > 0:
		tie = "too few rounds"
	case a.RoundsNeeded > 0:
		tie = fmt.Sprintf("try %d rounds", a.RoundsNeeded)
	}
	if s != "" {
		return s + "; " + tie
	}
	return tie
}
