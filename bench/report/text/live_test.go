package text

import (
	"fmt"
	"strings"
	"testing"

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
		"  strategy-0[2J      100 ±?  n=5    ●",
		"  strategy-1[2J  101 ±1.0 %  n=6    ───────●───────",
		"  strategy-2[2J  102 ±1.0 %  n=7           ───────●───────",
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

// TestLiveWide: characters that take two columns count as two.
func TestLiveWide(t *testing.T) {
	cells := liveCells(3)
	cells[1].Strategy = "作業窃取" // eight columns
	cells[2].Strategy = "abcdefgh"
	got := Live(cells[1:], 60, 10)
	if at := columns.String(got[0][:strings.Index(got[0], "101")]); at != strings.Index(got[1], "102") {
		t.Errorf("values stand at columns %d and %d:\n%s", at, strings.Index(got[1], "102"), strings.Join(got, "\n"))
	}
	if got := Cut("作業窃取", 6); got != "作業" {
		t.Errorf("cut to fewer than 6 columns: %q, want two characters of two columns", got)
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
				if n := columns.String(line); width > 0 && n >= width || strings.ContainsAny(line, "\n\x1b") {
					t.Errorf("on %d columns: %q, %d characters", width, line, n)
				}
			}
		}
	}
	if got := Live(liveCells(6), 80, 4); len(got) != 4 || got[3] != "  and 3 more" {
		t.Errorf("%q", got)
	}
}
