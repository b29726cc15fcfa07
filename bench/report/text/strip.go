package text

import (
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

const (
	// stripWidth is the width of the picture of intervals in a table.
	stripWidth = 16

	// stripKeep says how long the picture stays on a narrow terminal: longer than the details,
	// not as long as the percentiles.
	stripKeep = 7
)

// stripTo stands between the ends of the scale.
const stripTo = " to "

// withStrip returns a table with a picture of the ratios to the best, all on one scale, which is
// in the header. Without intervals there is no picture.
func withStrip(t content.Table, rep *verdict.Report, a verdict.Answer) content.Table {
	at := slices.Index(t.Header, "vs best") + 1
	var cells []verdict.Cell
	for _, c := range content.Deciding(rep, a) {
		if c.Ratio == nil || c.RatioLo == nil || c.RatioHi == nil {
			return t
		}
		cells = append(cells, verdict.Cell{Strategy: content.Clean(c.Strategy), Median: *c.Ratio, Lo: c.RatioLo, Hi: c.RatioHi})
	}
	draw := stripOf(cells, stripWidth)
	if at == 0 || len(cells) < 2 || draw(cells[0]) == "" {
		return t
	}
	lo, hi := *cells[0].Lo, *cells[0].Hi
	for _, c := range cells {
		lo, hi = min(lo, *c.Lo), max(hi, *c.Hi)
	}
	out := t
	out.Header = slices.Insert(slices.Clone(t.Header), at, number.Ratio(&lo, nil, nil)+stripTo+number.Ratio(&hi, nil, nil))
	out.Keep = slices.Insert(slices.Clone(t.Keep), at, stripKeep)
	out.Rows = nil
	for _, row := range t.Rows {
		strip := ""
		if i := slices.IndexFunc(cells, func(c verdict.Cell) bool { return c.Strategy == row[1] }); i >= 0 {
			// A table cuts off the spaces before a text.
			strip = strings.ReplaceAll(draw(cells[i]), " ", "·")
		}
		out.Rows = append(out.Rows, slices.Insert(slices.Clone(row), at, strip))
	}
	return out
}

// leastStrip is the least width of a picture of an interval; a narrower one shows nothing.
const leastStrip = 12

// stripOf returns a function that draws a cell's median and interval on the scale of all.
func stripOf(cells []verdict.Cell, width int) func(verdict.Cell) string {
	nothing := func(verdict.Cell) string { return "" }
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range cells {
		lo, hi = min(lo, c.Median), max(hi, c.Median)
		if c.Lo != nil && c.Hi != nil {
			lo, hi = min(lo, *c.Lo), max(hi, *c.Hi)
		}
	}
	width = min(width, 40)
	if width < leastStrip || !(hi > lo) {
		return nothing
	}
	// Times that differ by decades are told apart on a logarithmic scale only.
	scale := func(v float64) float64 { return v }
	if lo > 0 && hi > 10*lo {
		scale = math.Log
	}
	column := func(v float64) int {
		return int(math.Round((scale(v) - scale(lo)) / (scale(hi) - scale(lo)) * float64(width-1)))
	}
	return func(c verdict.Cell) string {
		row := []rune(strings.Repeat(" ", width))
		if c.Lo != nil && c.Hi != nil {
			for i := column(*c.Lo); i <= column(*c.Hi); i++ {
				row[i] = '─'
			}
		}
		row[column(c.Median)] = '●'
		return string(row)
	}
}
