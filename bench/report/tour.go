package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// textTour writes all answers as one table.
func textTour(b *bytes.Buffer, rep *verdict.Report, o Options) error {
	t := tourTable(rep, 3)
	if o.Width > 0 {
		var out bytes.Buffer
		if err := render(&out, t, o); err != nil {
			return err
		}
		if width(out.String()) > o.Width {
			// Fewer names rather than fewer columns.
			t = tourTable(rep, 1)
		}
	}
	fmt.Fprintf(b, "What is best for what, by %s:\n\n", rep.Metric)
	_, dropped, err := fit(b, t, o)
	if err != nil {
		return err
	}
	trials := 0
	for _, a := range rep.Answers {
		trials = max(trials, a.N)
	}
	legend := fmt.Sprintf("n = %d trials or fewer; ahead of next: ratio of %s with its %.3g %% interval.", trials, rep.Metric, rep.Confidence*100)
	if slices.ContainsFunc(rep.Answers, func(a verdict.Answer) bool { return a.RoundsNeeded > 0 && !a.AnyWillDo && a.TooFew == 0 }) {
		legend += " tie: N rounds: so many would probably tell them apart."
	}
	wrap(b, "", 0, legend, o.Width)
	if len(dropped) > 0 {
		wrap(b, "", 0, fmt.Sprintf("Left out to fit %d columns: %s.", o.Width, strings.Join(dropped, ", ")), o.Width)
	}
	if err := textOverall(b, rep, o); err != nil {
		return err
	}
	textFailures(b, rep.Failures, o)
	b.WriteByte('\n')
	return nil
}

// tourTable returns the table of answers, with at most that many names of those
// that are tied.
func tourTable(rep *verdict.Report, names int) table {
	header, rows := tour(rep, names)
	return table{header: header, rows: rows, words: true, keep: []int{always, always, 2, 1, 3}}
}

// tour returns the header and the rows of the table of answers.
func tour(rep *verdict.Report, names int) (header []string, rows [][]string) {
	header = []string{"workload", "best", "ahead of next", "next", "how sure"}
	workers, loads := map[int]bool{}, map[float64]bool{}
	for _, a := range rep.Answers {
		workers[a.Workers], loads[a.Load] = true, true
	}
	for _, a := range rep.Answers {
		name := clean(a.Workload)
		if len(workers) > 1 {
			name += fmt.Sprintf(", W=%d", a.Workers)
		}
		if len(loads) > 1 {
			name += fmt.Sprintf(", load %g", a.Load)
		}
		best := clean(strings.Join(a.Tied, " = "))
		if len(a.Tied) > names {
			best = clean(strings.Join(a.Tied[:names], " = ")) + fmt.Sprintf(" = %d more", len(a.Tied)-names)
		}
		if best == "" {
			best = "–"
		}
		next := clean(a.Next)
		if next == "" {
			next = "–"
		}
		rows = append(rows, []string{name, best, verdict.FormatRatio(a.Ratio, a.RatioLo, a.RatioHi), next, sure(a)})
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
	tie := "tie"
	switch {
	case a.AnyWillDo:
		tie = "any will do"
	case a.TooFew > 0:
		tie = "too few rounds"
	case a.RoundsNeeded > 0:
		tie = fmt.Sprintf("tie: %d rounds", a.RoundsNeeded)
	}
	if s != "" {
		return s + "; " + tie
	}
	return tie
}
