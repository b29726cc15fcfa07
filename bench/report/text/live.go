package text

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// leastStrip is how wide a picture of an interval is at least; a narrower one shows
// nothing.
const leastStrip = 12

// Live returns lines that show how contenders stand: median, interval, trials, and a
// strip on which the interval is drawn to scale, if there is room. There are at most
// as many lines as asked for, at least one, each narrower than width.
func Live(cells []verdict.Cell, width, lines int) []string {
	if len(cells) == 0 {
		return nil
	}
	left := 0
	if over := len(cells) - lines; over > 0 {
		left = over + 1
		cells = cells[:max(0, len(cells)-left)]
	}
	name, value := 0, 0
	for _, c := range cells {
		name = max(name, columns.String(content.Clean(c.Strategy)))
		value = max(value, columns.String(liveValue(c)))
	}
	var out []string
	at := stripOf(cells, width-1-(2+name+2+value+2+len("n=999  ")))
	for _, c := range cells {
		line := fmt.Sprintf("  %s  %s  n=%-3d  ", padded(content.Clean(c.Strategy), name), padded(liveValue(c), -value), c.N)
		out = append(out, Cut(strings.TrimRight(line+at(c), " "), width))
	}
	if left > 0 {
		out = append(out, Cut(fmt.Sprintf("  and %d more", left), width))
	}
	return out
}

func liveValue(c verdict.Cell) string {
	interval := content.PlusMinus(c)
	if interval == "" {
		interval = " ±?" // too few trials
	}
	return content.Value(c.Median, c.Unit) + interval
}

// stripOf returns what draws a cell's median and interval on the scale of all.
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

// padded fills a text up with spaces to so many columns; less than 0: on its left.
func padded(s string, to int) string {
	fill := strings.Repeat(" ", max(0, max(to, -to)-columns.String(s)))
	if to < 0 {
		return fill + s
	}
	return s + fill
}

// Cut shortens a line to fewer columns than the width, since some terminals begin a new line
// after the last one. 0: there is no limit.
func Cut(line string, width int) string {
	if width > 0 {
		return columns.TruncateString(line, width-1, "")
	}
	return line
}
