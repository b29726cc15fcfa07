package verdict

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// changing returns a count of the base, and of a head that has another in the first k
// of n rounds.
func changing(unit string, from, to float64, k, n int) Paired {
	p := Paired{Name: "B", Unit: unit}
	for i := range n {
		head := from
		if i < k {
			head = to
		}
		p.Base, p.Head, p.Control = append(p.Base, from), append(p.Head, head), append(p.Control, from)
	}
	return p
}

func TestCounts(t *testing.T) {
	own := func(margin float64, p Paired) Paired { p.Margin = &margin; return p }
	better := func(b Better, p Paired) Paired { p.Better = b; return p }
	noisy := changing("allocs/op", 1000, 1000, 0, 20)
	for i := range noisy.Base {
		noisy.Base[i], noisy.Head[i], noisy.Control[i] = 1000+float64(i%3), 1000+float64((i+1)%3), 1000+float64((i+2)%3)
	}
	for _, tt := range []struct {
		name string
		Paired
		want   Verdict
		reason string
	}{
		{"never", changing("allocs/op", 0, 0, 0, 20), Passed, ""},
		{"an allocation in 9 of 20 rounds", changing("allocs/op", 0, 1, 9, 20), Regressed, ""},
		{"an allocation less in 9 of 20 rounds", changing("allocs/op", 1, 0, 9, 20), Improved, ""},
		{"an allocation in 1 of 20 rounds", changing("allocs/op", 0, 1, 1, 20), Inconclusive, "changed in 1 of 20 rounds, which may be chance"},
		{"one of many in all rounds", changing("allocs/op", 1e6, 1e6+1, 20, 20), Regressed, ""},
		{"within a margin of its own", own(0.02, changing("allocs/op", 1e6, 1e6+1, 20, 20)), Passed, ""},
		{"bytes within the margin", changing("B/op", 1000, 1016, 20, 20), Passed, ""},
		{"bytes in one round, within the margin", changing("B/op", 1000, 1016, 1, 20), Passed, ""},
		{"bytes beyond the margin", changing("B/op", 1000, 1024, 9, 20), Regressed, ""},
		{"bytes beyond in one round", changing("B/op", 1000, 1024, 1, 20), Inconclusive, "1 of 20 rounds"},
		{"a byte in one round", changing("B/op", 0, 1, 1, 20), Passed, ""},
		{"eight bytes in one round", changing("B/op", 0, 8, 1, 20), Inconclusive, "1 of 20 rounds"},
		{"a byte in 9 of 20 rounds", changing("B/op", 0, 1, 9, 20), Regressed, ""},
		{"bytes less", changing("B/op", 1000, 900, 20, 20), Improved, ""},
		{"bytes within their own margin", own(0.2, changing("B/op", 1000, 1100, 20, 20)), Passed, ""},
		{"a rate in 9 of 20 rounds", changing("hits/s", 0, 7, 9, 20), Improved, ""},
		{"a rate less in 9 of 20 rounds", changing("hits/s", 7, 0, 9, 20), Regressed, ""},
		{"another count", better(Higher, changing("hits/op", 10, 11, 9, 20)), Improved, ""},
		{"noisy at the base as well", noisy, Passed, ""},
	} {
		g := Gate([]Paired{tt.Paired}, 0.02, 0.05)
		f := g.Figures[0]
		if f.Verdict != tt.want || !strings.Contains(f.Reason, tt.reason) || g.Disturbed {
			t.Errorf("%s: %s (%q), want %s (%q): %+v", tt.name, f.Verdict, f.Reason, tt.want, tt.reason, f)
		}
		if strings.Contains(tt.name, "9 of 20") && f.Count && (f.Changed != 9 || f.Was == f.Is) {
			t.Errorf("%s: changed in %d rounds, from %v to %v, want 9 and the means", tt.name, f.Changed, f.Was, f.Is)
		}
	}
	up := changing("B/op", 1000, 1100, 10, 20)
	for i := range 9 {
		up.Head[i] = 990 // as often less by a little as more by much
	}
	if f := Gate([]Paired{up}, 0.02, 0.05).Figures[0]; f.Verdict == Improved || f.Verdict == Passed {
		t.Errorf("nine rounds a little less, one much more: %s", f.Verdict)
	}
}

// TestCountsNoisy: a count that varies at the base too is claimed to have changed in at
// most 5 % of runs of the same, and one that has changed is caught.
func TestCountsNoisy(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	const runs = 1000
	alarms, caught := 0, 0
	for range runs {
		same := Paired{Name: "B", Unit: "allocs/op"}
		for range 20 {
			level := float64(rng.IntN(3))
			draw := func() float64 { return 5 + level + float64(rng.IntN(3)) }
			same.Base, same.Head, same.Control = append(same.Base, draw()), append(same.Head, draw()), append(same.Control, draw())
		}
		g, _ := play(20, 0, []Paired{same})
		if v := g.Figures[0].Verdict; v == Regressed || v == Improved {
			alarms++
		}
		for i := range same.Head {
			same.Head[i] += 2
		}
		if g := Gate([]Paired{same}, 0, 0.05); g.Figures[0].Verdict == Regressed {
			caught++
		}
	}
	checkAlarms(t, "a noisy count", alarms, runs)
	if caught < runs*95/100 {
		t.Errorf("caught %d of %d counts with two more", caught, runs)
	}
}
