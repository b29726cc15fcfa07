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

// History draws the series that have changed or, with showAll, all of them, one bar per run. At
// the end it says how many there are of each kind, and what to do next.
func History(b *bytes.Buffer, all []verdict.Series, showAll bool, o Options) {
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
	shown := changed
	if showAll {
		shown = slices.Concat(changed, same, short)
	}
	for _, s := range shown {
		drawSeries(b, s, o)
		b.WriteByte('\n')
	}
	if len(changed)+len(same) > 0 {
		wrap(b, "", 0, "Change points by E-divisive, at a level of 1 % for each series: of 100 series without a change, about one shows one.", o.Width)
		b.WriteByte('\n')
	}
	wrap(b, "", 0, fmt.Sprintf("%d series: %d changed, %d unchanged, %d with fewer than %d runs, too few to tell.",
		len(all), len(changed), len(same), len(short), verdict.HistoryFewest), o.Width)
	next := "compare diff FILE FILE says what changed between two runs"
	switch {
	case len(changed) > 0:
	case len(same) > 0 && !showAll:
		next = "--all draws the series that have not changed"
	case len(same) == 0:
		next = fmt.Sprintf("a change shows once a series has %d runs on the same kind of machine", verdict.HistoryFewest)
	}
	wrap(b, "next: ", len("next: "), o.typed(next), o.Width)
}

// drawSeries draws one bar per run, from the least to the greatest value, and marks
// where the series changes.
func drawSeries(b *bytes.Buffer, s verdict.Series, o Options) {
	first, last := s.Points[0], s.Points[len(s.Points)-1]
	value := func(v float64) string { return number.Value(v, s.Unit) }
	wrap(b, "", 0, seriesTitle(s), o.Width)
	wrap(b, "  ", 2, fmt.Sprintf("%s to %s, %s, %s", first.Time.Format("2006-01-02"), last.Time.Format("2006-01-02"), content.Plural(len(s.Points), "run"), content.Clean(s.Machine)), o.Width)
	lo, hi := first.Value, first.Value
	for _, p := range s.Points {
		lo, hi = min(lo, p.Value), max(hi, p.Value)
	}
	const bars = "▁▂▃▄▅▆▇█"
	steps := []rune(bars)
	var line, marks strings.Builder
	span := fmt.Sprintf("%s to %s", value(lo), value(hi))
	from := 0 // the runs that fit, the last ones
	if room := o.Width - len("  ") - len("… ") - len("  ") - columns.String(span); o.Width > 0 && len(s.Points) > room {
		from = len(s.Points) - max(1, room)
		line.WriteString("… ")
		marks.WriteString("  ")
	}
	for i, p := range s.Points {
		if i < from {
			continue
		}
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
	fmt.Fprintf(b, "  %s  %s\n", line.String(), span)
	if text := strings.TrimRight(marks.String(), " "); text != "" {
		fmt.Fprintf(b, "  %s\n", text)
	}
	for _, c := range s.Changes {
		p := s.Points[c.At]
		ratio := "–"
		if c.Was > 0 {
			r := c.Is / c.Was
			ratio = number.Ratio(&r, nil, nil)
		}
		wrap(b, "  ", 2, fmt.Sprintf("%s since %s (%s): %s, %s → %s", c.Verdict, content.Clean(p.Name), p.Time.Format("2006-01-02 15:04"), ratio, value(c.Was), value(c.Is)), o.Width)
	}
}

// seriesTitle says what a series shows.
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
