package page

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestForest: the caption says what is drawn, and no more: intervals where there are some, and
// rounds, of which those beyond the scale are counted; the axis says relative to whom.
func TestForest(t *testing.T) {
	rep := verdict.Judge(sample.Run(), verdict.Options{})
	a := rep.Answers[0]
	cells := content.Deciding(rep, a)
	first := cells[0].Strategy
	rounds := map[string][]float64{first: {1, 1}, cells[1].Strategy: {*cells[1].Ratio, *cells[1].Ratio, 1e3}}
	colors := palettesOf([][]string{ordered(rep)})[0]
	f := forestOf(rep, a, cells, rounds, colors)
	for _, want := range []string{"Dots: estimates, with 95 % intervals", "faint strokes: rounds, of which 1 lie beyond the scale", "band: differences of up to 2 %"} {
		if !strings.Contains(f.Caption, want) {
			t.Errorf("%q lacks %q", f.Caption, want)
		}
	}
	if n := strings.Count(f.Rows[1].Rounds, "M"); n != 1 || f.Rows[0].Rounds != "" {
		t.Errorf("%d strokes for two rounds that are alike, and %q for the first", n, f.Rows[0].Rounds)
	}
	if want := "relative to " + content.Clean(first) + " ("; !strings.Contains(f.Axis.Text, want) {
		t.Errorf("%q lacks %q", f.Axis.Text, want)
	}
	one := 1.0
	for i := range cells {
		cells[i].RatioLo, cells[i].RatioHi = nil, nil
	}
	cells[0].RatioLo, cells[0].RatioHi = &one, &one // of the first to itself
	if f := forestOf(rep, a, cells, nil, colors); strings.Contains(f.Caption, "intervals") || strings.Contains(f.Caption, "rounds") {
		t.Errorf("%q", f.Caption)
	}
}
