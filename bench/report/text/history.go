package text

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// History draws the series that have changed, one bar per run, and of the others how many
// there are, or with showAll, these too.
func History(b *bytes.Buffer, all []verdict.Series, showAll bool) error {
	var changed, same, short []verdict.Series
	for _, s := range all {
		switch {
		case len(s.Changes) > 0:
			changed = append(changed, s)
		case len(s.Points) < verdict.HistoryFewest:
			short = append(short, s)
		default:
			same = append(same, s)
		}
	}
	fmt.Fprintf(b, "%d series: %d changed, %d unchanged, %d with fewer than %d runs, too few to tell.\n",
		len(all), len(changed), len(same), len(short), verdict.HistoryFewest)
	shown := changed
	if showAll {
		shown = slices.Concat(changed, same, short)
	}
	for _, s := range shown {
		b.WriteByte('\n')
		drawSeries(b, s)
	}
	if len(changed)+len(same) > 0 {
		fmt.Fprintf(b, "\nChange points by E-divisive, at a level of 1 %% for each series: of 100 series without a change, about one shows one.\n")
	}
	return nil
}

// drawSeries draws one bar per run, from the least to the greatest value, and marks
// where the series changes.
func drawSeries(b *bytes.Buffer, s verdict.Series) {
	first, last := s.Points[0], s.Points[len(s.Points)-1]
	value := func(v float64) string { return number.Value(v, s.Unit) }
	fmt.Fprintf(b, "%s\n", seriesTitle(s))
	fmt.Fprintf(b, "  %s to %s, %s, %s\n", first.Time.Format("2006-01-02"), last.Time.Format("2006-01-02"), content.Plural(len(s.Points), "run"), content.Clean(s.Machine))
	lo, hi := first.Value, first.Value
	for _, p := range s.Points {
		lo, hi = min(lo, p.Value), max(hi, p.Value)
	}
	const bars = "▁▂▃▄▅▆▇█"
	steps := []rune(bars)
	var line, marks strings.Builder
	for i, p := range s.Points {
		step := 0
		if hi > lo {
			step = min(len(steps)-1, int(float64(len(steps))*(p.Value-lo)/(hi-lo)))
		}
		line.WriteRune(steps[step])
		mark := " "
		if slices.ContainsFunc(s.Changes, func(c verdict.Turning) bool { return c.At == i }) {
			mark = "^"
		}
		marks.WriteString(mark)
	}
	fmt.Fprintf(b, "  %s  %s to %s\n", line.String(), value(lo), value(hi))
	if len(s.Changes) > 0 {
		fmt.Fprintf(b, "  %s\n", strings.TrimRight(marks.String(), " "))
	}
	for _, c := range s.Changes {
		p := s.Points[c.At]
		ratio := "–"
		if c.Was > 0 {
			r := c.Is / c.Was
			ratio = number.Ratio(&r, nil, nil)
		}
		fmt.Fprintf(b, "  %s since %s (%s): %s, %s → %s\n", c.Verdict, content.Clean(p.Name), p.Time.Format("2006-01-02 15:04"), ratio, value(c.Was), value(c.Is))
	}
}

// seriesTitle says what a series is of.
func seriesTitle(s verdict.Series) string {
	if s.Benchmark != "" {
		return fmt.Sprintf("%s, %s", content.Clean(s.Benchmark), content.Clean(s.Unit))
	}
	where := fmt.Sprintf("%s on %s", content.Clean(s.Workload), content.Plural(s.Workers, "worker"))
	if s.Load > 0 {
		where += fmt.Sprintf(" at load %g", s.Load)
	}
	what := s.Metric
	if s.Unit == "jobs/s" {
		what += " in jobs/s"
	}
	return fmt.Sprintf("%s: %s, %s", where, content.Clean(s.Strategy), what)
}
