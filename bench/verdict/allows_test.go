package verdict

import (
	"strings"
	"testing"
)

// TestNextFlag: what the answer advises allows the rounds that would decide. More planned rounds are
// of no use to a run that had no time for those it had planned.
func TestNextFlag(t *testing.T) {
	for _, c := range []struct {
		done, planned, more int
		want                string
	}{
		{20, 20, 5, "(--rounds 25)"},
		{2, 20, 5, "(a longer --budget)"},
		{2, 20, 18, "(a longer --budget)"},
		{2, 20, 19, "(--rounds 21 and a longer --budget)"},
	} {
		g := GateReport{Done: c.done, Rounds: c.planned, Figures: []Judged{{Verdict: Inconclusive, More: c.more}}}
		if next := g.Next(); !strings.Contains(next, c.want) {
			t.Errorf("%d of %d rounds, %d more: %q, want %s", c.done, c.planned, c.more, next, c.want)
		}
	}
}

// TestNextLayout: where linking took most of the time that was too short, a layout is named that
// needs none.
func TestNextLayout(t *testing.T) {
	for _, c := range []struct {
		done, more int
		linking    float64
		want       string
	}{
		{5, 5, 0.8, "; --layout fixed fits about 5 times as many rounds"},
		{5, 0, 0.75, "; --layout fixed fits about 4 times as many rounds"},
		{5, 5, 0.4, ""},
		{5, 5, 0, ""},
		{20, 5, 0.8, ""}, // there was time for all of them
	} {
		g := GateReport{Done: c.done, Rounds: 20, Linking: c.linking, Figures: []Judged{{Verdict: Inconclusive, More: c.more}}}
		if next := g.Next(); !strings.Contains(next, c.want) || strings.Contains(next, "--layout") != (c.want != "") {
			t.Errorf("%+v: %q, want %q", c, next, c.want)
		}
	}
}
