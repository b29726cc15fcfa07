package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/verdict"
)

func liveCells(n int) []verdict.Cell {
	var out []verdict.Cell
	for i := range n {
		v := float64(100 + i)
		c := verdict.Cell{Strategy: fmt.Sprintf("strategy-%d\x1b[2J", i), Metric: "throughput", Unit: "/s", N: 5 + i, Median: v}
		if i > 0 {
			lo, hi := v-1, v+1
			c.Lo, c.Hi = &lo, &hi
		}
		out = append(out, c)
	}
	return out
}

// TestLive: a line for each contender with a strip to scale; no interval before there
// are trials for one.
func TestLive(t *testing.T) {
	want := []string{
		"  strategy-0[2J     100 ±?  n=5    ●",
		"  strategy-1[2J  101 ±1.0%  n=6    ───────●────────",
		"  strategy-2[2J  102 ±1.0%  n=7           ────────●───────",
	}
	got := Live(liveCells(3), 59, 10)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := Live(nil, 80, 10); got != nil {
		t.Errorf("of nothing: %q", got)
	}
	same := liveCells(2)
	same[1] = same[0]
	for _, line := range Live(same, 80, 10) {
		if strings.Contains(line, "●") {
			t.Errorf("a strip without a scale: %q", line)
		}
	}
}

// TestLiveFits: whatever the terminal, no line is as wide and there are no more lines.
func TestLiveFits(t *testing.T) {
	for width := range 120 {
		for lines := range 9 {
			got := Live(liveCells(6), width, lines)
			if len(got) > max(1, lines) {
				t.Errorf("%d lines, at most %d", len(got), lines)
			}
			for _, line := range got {
				if n := utf8.RuneCountInString(line); width > 0 && n >= width || strings.ContainsAny(line, "\n\x1b") {
					t.Errorf("on %d columns: %q, %d characters", width, line, n)
				}
			}
		}
	}
	if got := Live(liveCells(6), 80, 4); len(got) != 4 || got[3] != "  and 3 more" {
		t.Errorf("%q", got)
	}
}
