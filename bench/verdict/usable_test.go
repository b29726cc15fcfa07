package verdict

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// TestUnusable: what is no number is named, spoils no other figure, and can be stored.
func TestUnusable(t *testing.T) {
	good := changing("allocs/op", 0, 1, 5, 6)
	good.Name = "Good"
	bad := func(spoil func(*Paired)) Paired {
		p := changing("sec/op", 1, 1, 0, 6)
		p.Name = "Bad"
		spoil(&p)
		return p
	}
	alone := Gate([]Paired{good}, 0.02, 0.05).Figures[0]
	for want, p := range map[string]Paired{
		"round 3: the head is NaN":       bad(func(p *Paired) { p.Head[2] = math.NaN() }),
		"round 1: the base is +Inf":      bad(func(p *Paired) { p.Base[0] = math.Inf(1) }),
		"round 6: the control is -Inf":   bad(func(p *Paired) { p.Control[5] = math.Inf(-1) }),
		"have 6, 5 and 6 values":         bad(func(p *Paired) { p.Head = p.Head[:5] }),
		"have 6, 6 and 5 values":         bad(func(p *Paired) { p.Control = p.Control[:5] }),
		"it has no values":               bad(func(p *Paired) { p.Base, p.Head, p.Control = nil, nil, nil }),
		"round 1: the base is NaN, want": bad(func(p *Paired) { p.Base = []float64{math.NaN()}; p.Head, p.Control = p.Base, p.Base }),
	} {
		s := NewSequence(6, 0.02, 0.05)
		open := s.Look(6, []Paired{p, good}, false)
		g := s.Report()
		if f := g.Figures[0]; f.Verdict != Unusable || !strings.Contains(f.Reason, want) {
			t.Errorf("%s (%q), want unusable: %s", f.Verdict, f.Reason, want)
		}
		if f := g.Figures[1]; f.Verdict != Regressed || f.PAdjusted != alone.PAdjusted {
			t.Errorf("%s: beside it a figure is %s (p %v), want as alone (p %v)", want, f.Verdict, f.PAdjusted, alone.PAdjusted)
		}
		if len(open) > 0 || g.Disturbed {
			t.Errorf("%s: %q need more rounds", want, open)
		}
		if _, err := json.Marshal(g); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestReported: what nobody has a judgement on, and what says the same as another figure,
// is shown with its ratio and costs the others nothing.
func TestReported(t *testing.T) {
	same := changing("sec/op", 1, 1.1, 8, 8)
	alone := Gate([]Paired{same}, 0.02, 0.05).Figures[0]
	rate, steps := changing("B/s", 1.1, 1, 8, 8), changing("steps/op", 100, 200, 8, 8)
	g := Gate([]Paired{rate, same, steps}, 0.02, 0.05)
	if f := g.Figures[0]; f.Verdict != Reported || f.Reason != "it repeats sec/op, which is judged" || f.Ratio == nil {
		t.Errorf("B/s beside sec/op: %+v", f)
	}
	if f := g.Figures[2]; f.Verdict != Reported || !strings.Contains(f.Reason, "steps/op") || math.Abs(*f.Ratio-2) > 1e-9 {
		t.Errorf("a unit of its own: %+v", f)
	}
	if f := g.Figures[1]; f.Verdict != Regressed || f.PAdjusted != alone.PAdjusted {
		t.Errorf("%s, p %v, want as alone: %v", f.Verdict, f.PAdjusted, alone.PAdjusted)
	}
	steps.Better, rate.Name = Lower, "Other"
	g = Gate([]Paired{rate, same, steps}, 0.02, 0.05)
	if g.Count(Regressed) != 3 {
		t.Errorf("%d regressed, want all: the rate of another benchmark, and what has been declared", g.Count(Regressed))
	}
}

// TestPackages: the same name in two packages is two benchmarks.
func TestPackages(t *testing.T) {
	a, b := turns(1, 20, "sec/op", 1, 1, 0.002), turns(3, 20, "sec/op", 1, 1, 0.3)
	a.Package, b.Package = "example.com/a", "example.com/b"
	s := NewSequence(20, 0.02, 0.05)
	if open := s.Look(12, []Paired{a, b}, false); len(open) != 1 || open[0] != "example.com/b B" || b.Key() != open[0] {
		t.Errorf("%q need more rounds, want the one of example.com/b", open)
	}
}

// TestMargins: the margin of a figure takes the place of the report's, in every use.
func TestMargins(t *testing.T) {
	wide := 0.3
	worse := turns(2, 20, "sec/op", 1.1, 1, 0.01)
	worse.Margin = &wide
	if f := Gate([]Paired{worse}, 0.02, 0.05).Figures[0]; f.Verdict != Passed {
		t.Errorf("a tenth slower with a margin of 30 %%: %s", f.Verdict)
	}
	off := turns(2, 20, "sec/op", 1, 1.1, 0.01)
	off.Margin = &wide
	if g := Gate([]Paired{off}, 0.02, 0.05); g.Disturbed {
		t.Error("a control within the margin of its figure disturbs")
	}
}

// TestTurns: the ratios that turns within rounds give decide, unless one is none.
func TestTurns(t *testing.T) {
	p := turns(7, 20, "sec/op", 1, 1, 0.3)
	if f := Gate([]Paired{p}, 0.05, 0.05).Figures[0]; f.Verdict != Inconclusive {
		t.Fatalf("%s, want a figure too noisy to tell", f.Verdict)
	}
	for i := range p.Base {
		p.HeadRatio, p.ControlRatio = append(p.HeadRatio, 1.2+0.001*float64(i)), append(p.ControlRatio, 1+0.001*float64(i%3-1))
	}
	if f := Gate([]Paired{p}, 0.05, 0.05).Figures[0]; f.Verdict != Regressed || *f.Ratio < 1.2 || *f.Ratio > 1.22 {
		t.Errorf("%s, %v, want the ratios of the turns", f.Verdict, *f.Ratio)
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		p.HeadRatio[3] = bad
		if f := Gate([]Paired{p}, 0.05, 0.05).Figures[0]; f.Verdict != Inconclusive {
			t.Errorf("with a ratio of %v: %s, want the values to decide", bad, f.Verdict)
		}
	}
}

func TestFewestRounds(t *testing.T) {
	for figures, want := range map[int]int{0: 6, 1: 6, 3: 7, 8: 9} {
		n := FewestRounds(figures, 0.05)
		if n != want {
			t.Errorf("FewestRounds(%d figures) = %d, want %d", figures, n, want)
		}
		if figures == 0 {
			continue
		}
		for _, rounds := range []int{n - 1, n} {
			var all []Paired
			for range figures {
				all = append(all, turns(2, rounds, "sec/op", 3, 1, 0.001))
			}
			g, _ := play(rounds, 0.02, all)
			if claimed := g.Count(Regressed) > 0; claimed != (rounds == n) {
				t.Errorf("%d figures, %d rounds: claimed is %v", figures, rounds, claimed)
			}
		}
	}
	if n := FewestRounds(1, 0); n != 0 {
		t.Errorf("FewestRounds without any error allowed = %d, want 0", n)
	}
}

// TestNothing: without figures there is a report, and it is not an error.
func TestNothing(t *testing.T) {
	s := NewSequence(20, 0.02, 0.05)
	if open := s.Look(0, nil, true); len(open) > 0 || len(s.Report().Figures) > 0 || s.Report().Disturbed {
		t.Errorf("%q, %+v", open, s.Report())
	}
	// A look after the last spends nothing, and claims nothing.
	s.Look(20, []Paired{turns(2, 20, "sec/op", 2, 1, 0.01)}, true)
	if f := s.Report().Figures[0]; f.Verdict != Inconclusive || f.PAdjusted != 1 {
		t.Errorf("after all error is spent: %+v", f)
	}
}
