package text

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Live returns lines that show the standing of contenders: median, interval, trials and, if
// there is room, a strip with the interval drawn to scale. There are at most the given number of
// lines, but at least one, each narrower than width.
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
	return number.Value(c.Median, c.Unit) + interval
}

// padded pads a text with spaces to a number of columns; if that is negative, on the left.
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
