package page

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// changes is a plot of how the head compares with the base, a row for each figure. Names are
// text beside drawings that stretch to whatever width is left.
type changes struct {
	Label, Caption, Axis string
	Rows                 []changeRow
	Rules                string // the path of the lines downward, in every row
	One                  float64
	Ticks                []place
}

type changeRow struct {
	Look, Word         string // of the verdict
	Name, Figure, Text string
	BandX, BandW       float64
	Rounds, Bar, Dot   string // paths
}

// A place on the axis, in percent of its length.
type place struct {
	At   float64
	Text string
}

// mostChanges is how many figures the chart shows, the worst first.
const mostChanges = 40

// Of the drawing of a row, in units of its own.
const changesWidth, changesHeight = 1000.0, 24.0

// looks are how verdicts are drawn, and the marks before their names, so that color says
// nothing that is not said otherwise.
var looks = map[verdict.Verdict][2]string{
	verdict.Missing: {"bad", "✗"}, verdict.Unusable: {"bad", "!"}, verdict.Regressed: {"bad", "✗"}, verdict.Inconclusive: {"open", "?"},
	verdict.Improved: {"good", "✓"}, verdict.Waived: {"flat", "~"}, verdict.Reported: {"flat", "–"}, verdict.Passed: {"flat", "="},
}

// changesOf returns the plot; nil if no figure has a ratio.
func changesOf(c content.Comparison) *changes {
	var shown []content.Compared
	for _, f := range c.Figures {
		if f.Ratio != nil && *f.Ratio > 0 && len(shown) < mostChanges {
			shown = append(shown, f)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	lo, hi := 1.0, 1.0
	for _, f := range shown {
		lo, hi = min(lo, *f.Ratio, 1/(1+f.Margin)), max(hi, *f.Ratio, 1+f.Margin)
		if interval(f) {
			lo, hi = min(lo, *f.Lo), max(hi, *f.Hi)
		}
	}
	along := axisOf(lo, hi, true, 0, changesWidth, 6, false)
	out := &changes{Label: "Head relative to base", One: along.at(1)}
	for _, v := range along.ticks {
		out.Rules += fmt.Sprintf("M%g 0v%g", along.at(v), changesHeight)
		out.Ticks = append(out.Ticks, place{100 * along.at(v) / changesWidth, plainly(fmt.Sprintf("%.3f×", v))})
	}
	beyond := 0
	for _, f := range shown {
		row, off := rowOf(f, along, !sameWay(shown))
		beyond += off
		out.Rows = append(out.Rows, row)
	}
	out.Axis = "head / base, logarithmic"
	if sameWay(shown) {
		out.Axis += way(shown[0])
	} else {
		out.Axis += " (less is better unless said otherwise)"
	}
	out.Caption = caption(c, shown, beyond)
	return out
}

// rowOf draws a figure. It returns how many of its rounds are beyond the axis, too.
func rowOf(f content.Compared, along axis, ways bool) (row changeRow, beyond int) {
	const middle = changesHeight / 2
	look := looks[f.Verdict]
	row = changeRow{Look: look[0], Word: look[1] + " " + string(f.Verdict), Name: content.Clean(f.Of), Figure: content.Clean(f.Figure), Text: f.Text}
	if ways && f.Better != verdict.Lower {
		row.Figure += way(f)
	}
	row.BandX = along.at(1 / (1 + f.Margin))
	row.BandW = round1(along.at(1+f.Margin) - row.BandX)
	row.Dot = fmt.Sprintf("M%g %gh0", along.at(*f.Ratio), middle)
	if interval(f) {
		row.Bar = fmt.Sprintf("M%g %gH%g", along.at(*f.Lo), middle, along.at(*f.Hi))
	}
	drawn := make(map[string]bool) // one stroke for those that look alike
	for _, v := range f.Ratios {
		if v < along.lo || v > along.hi {
			beyond++
			continue
		}
		if stroke := fmt.Sprintf("M%.0f 5v14", along.at(v)); !drawn[stroke] {
			drawn[stroke] = true
			row.Rounds += stroke
		}
	}
	return row, beyond
}

// interval reports whether a figure has one.
func interval(f content.Compared) bool {
	return f.Lo != nil && f.Hi != nil && *f.Lo > 0 && !math.IsInf(*f.Hi, 1)
}

// way says which direction of a figure is better.
func way(f content.Compared) string {
	switch f.Better {
	case verdict.Lower:
		return " (less is better)"
	case verdict.Higher:
		return " (more is better)"
	}
	return " (unknown which is better)"
}

// sameWay reports whether the same direction is better for all figures.
func sameWay(all []content.Compared) bool {
	return !slices.ContainsFunc(all, func(f content.Compared) bool { return f.Better != all[0].Better })
}

// caption explains the plot, and says what is not in it.
func caption(c content.Comparison, shown []content.Compared, beyond int) string {
	text := "Dots: head / base"
	if slices.ContainsFunc(shown, interval) {
		text += fmt.Sprintf(", with %g %% intervals where there are any", 100*c.Confidence)
	}
	if slices.ContainsFunc(shown, func(f content.Compared) bool { return len(f.Ratios) > 0 }) {
		text += "; faint strokes: rounds"
		if beyond > 0 {
			text += fmt.Sprintf(", of which %d lie beyond the scale", beyond)
		}
	}
	text += "; dashed: no difference; shaded: differences"
	if margin := shown[0].Margin; !slices.ContainsFunc(shown, func(f content.Compared) bool { return f.Margin != margin }) {
		text += " of up to " + number.Margin(margin)
	}
	text += " that do not matter."
	ratios := 0
	for _, f := range c.Figures {
		if f.Ratio != nil && *f.Ratio > 0 {
			ratios++
		}
	}
	if ratios > len(shown) {
		text += fmt.Sprintf(" The %d worst of %d figures.", len(shown), ratios)
	}
	if without := len(c.Figures) - ratios; without > 0 {
		text += fmt.Sprintf(" Without a ratio: %s.", content.Plural(without, "figure"))
	}
	return text
}
