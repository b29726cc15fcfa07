package findings

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A Scale is the study of how much faster batches are with more workers.
type Scale struct{ *verdict.Scale }

// A Grain is the study of how small jobs can be.
type Grain struct{ *verdict.Grain }

// paragraph writes a paragraph.
func paragraph(w content.Writer, text string) {
	w.Remark(text)
	w.Gap()
}

// legend writes the explanation of a table.
func legend(w content.Writer, text string) {
	w.Legend(text)
	w.Gap()
}

// versus says how a contender compares with the leader: best only where that is shown, and =
// where it ties.
func versus(ratio, lo, hi *float64, first, alone bool) string {
	text := "1×"
	if ratio != nil {
		text = number.Ratio(ratio, lo, hi)
	}
	switch {
	case alone:
		return "best"
	case first:
		return "= " + text
	}
	return text
}

// tied explains versus.
const tied = "= : tied (Holm-adjusted p > 0.05)"

// Next says what to do after a study.
func (s Scale) Next(run *record.Run) string { return content.NextOf(run, s.Answers) }

// Next says what to do after a study.
func (g Grain) Next(run *record.Run) string { return content.NextOf(run, g.Answers) }

// ranged formats a value and its interval, if there is one.
func ranged(v float64, lo, hi *float64, unit string) string {
	s := number.Value(v, unit)
	if lo == nil || hi == nil {
		return s
	}
	between := "–"
	if *lo < 0 {
		between = " to "
	}
	return fmt.Sprintf("%s (%s%s%s)", s, strings.TrimRight(number.Value(*lo, unit), " %×"), between, strings.TrimRight(number.Value(*hi, unit), " %×"))
}

// intervalText explains the intervals, or why there are none.
func intervalText(confidence float64, n int) string {
	if n < 6 {
		return fmt.Sprintf("n = %s; fewer than 6 give no intervals.", content.Plural(n, "round"))
	}
	return fmt.Sprintf("Hodges-Lehmann estimates with %g %% intervals, n = %s.", confidence*100, content.Plural(n, "round"))
}
