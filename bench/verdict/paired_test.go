package verdict

import (
	"math"
	"math/rand/v2"
	"testing"
)

// turns returns a figure of rounds that drift far more than its sides differ.
func turns(seed uint64, rounds int, unit string, factor, control, noise float64) Paired {
	r := rand.New(rand.NewPCG(seed, 9))
	p := Paired{Name: "B", Unit: unit}
	for range rounds {
		drift := math.Exp(0.3 * r.NormFloat64())
		side := func(f float64) float64 { return f * drift * math.Exp(noise*r.NormFloat64()) }
		p.Base, p.Head, p.Control = append(p.Base, side(1)), append(p.Head, side(factor)), append(p.Control, side(control))
	}
	return p
}

func TestGate(t *testing.T) {
	for _, tt := range []struct {
		name string
		Paired
		want      Verdict
		disturbed bool
	}{
		{"same", turns(1, 20, "sec/op", 1, 1, 0.01), Passed, false},
		{"slower", turns(2, 20, "sec/op", 1.08, 1, 0.01), Regressed, false},
		{"a little slower", turns(3, 20, "sec/op", 1.02, 1, 0.005), Passed, false},
		{"faster", turns(4, 20, "sec/op", 0.9, 1, 0.01), Improved, false},
		{"more throughput", turns(5, 20, "B/s", 1.1, 1, 0.01), Improved, false},
		{"less efficiency", turns(6, 20, "efficiency", 0.9, 1, 0.01), Regressed, false},
		{"noisy", turns(7, 20, "sec/op", 1, 1, 0.3), Inconclusive, false},
		{"too few", turns(8, 5, "sec/op", 1.5, 1, 0.01), Inconclusive, false},
		{"control differs", turns(9, 20, "sec/op", 1.2, 1.2, 0.01), Inconclusive, true},
		{"nothing", Paired{Unit: "allocs/op", Base: make([]float64, 8), Head: make([]float64, 8), Control: make([]float64, 8)}, Passed, false},
		{"from nothing", Paired{Unit: "allocs/op", Base: make([]float64, 8), Head: []float64{1, 1, 1, 1, 1, 1, 1, 1}, Control: make([]float64, 8)}, Regressed, false},
		{"to nothing", Paired{Unit: "allocs/op", Base: []float64{1, 1, 1, 1, 1, 1, 1, 1}, Head: make([]float64, 8), Control: []float64{1, 1, 1, 1, 1, 1, 1, 1}}, Improved, false},
	} {
		g := Gate([]Paired{tt.Paired}, 0.05, 0.05)
		if f := g.Figures[0]; f.Verdict != tt.want || g.Disturbed != tt.disturbed {
			t.Errorf("%s: %s (disturbed: %v), want %s (%v); %+v", tt.name, f.Verdict, g.Disturbed, tt.want, tt.disturbed, f)
		}
	}
}

// TestGateCriesNoWolf: of 400 gates over five figures of the same code, under drift,
// at most 5 % claim a change, even without a margin; and 95 of 100 slowdowns of 5 %
// and more than the margin are caught in 20 rounds with noise of 2 %.
func TestGateCriesNoWolf(t *testing.T) {
	alarms, caught := 0, 0
	const runs = 400
	for i := range uint64(runs) {
		var same []Paired
		for k := range uint64(5) {
			same = append(same, turns(1000+10*i+k, 20, "sec/op", 1, 1, 0.02))
		}
		if g := Gate(same, 0, 0.05); g.Count(Regressed)+g.Count(Improved) > 0 {
			alarms++
		}
		same[0] = turns(9000+i, 20, "sec/op", 1.05, 1, 0.02)
		if Gate(same, 0.01, 0.05).Figures[0].Verdict == Regressed {
			caught++
		}
	}
	if alarms > runs/20 {
		t.Errorf("a change in %d of %d comparisons of the same, want at most 5 %%", alarms, runs)
	}
	if caught < runs*95/100 {
		t.Errorf("caught %d of %d slowdowns of 5 %%", caught, runs)
	}
}
