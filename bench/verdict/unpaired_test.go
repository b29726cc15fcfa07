package verdict

import (
	"math"
	"slices"
	"testing"
)

// repeated returns n values around a center.
func repeated(center float64, n int) []float64 {
	var out []float64
	for i := range n {
		out = append(out, center*(1+float64(i*7%11)/5000))
	}
	return out
}

func TestJudgeSamples(t *testing.T) {
	same := func(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }
	for _, tt := range []struct {
		name       string
		base, head []float64
		unit       string
		exact      bool
		want       Verdict
	}{
		{"same", repeated(1, 10), repeated(1, 10), "sec/op", false, Passed},
		{"worse", repeated(1, 10), repeated(1.2, 10), "sec/op", false, Regressed},
		{"worse within the margin", repeated(1, 10), repeated(1.01, 10), "sec/op", false, Passed},
		{"better", repeated(1, 10), repeated(0.8, 10), "sec/op", false, Improved},
		{"a rate that is worse", repeated(1, 10), repeated(0.8, 10), "jobs/s", false, Regressed},
		{"too few", repeated(1, 3), repeated(2, 3), "sec/op", false, Inconclusive},
		{"one each", repeated(1, 1), repeated(2, 1), "sec/op", false, Inconclusive},
		{"just enough", repeated(1, 4), repeated(2, 4), "sec/op", false, Regressed},
		{"an interval across the margin", repeated(1, 10), []float64{1, 1, 1, 1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1}, "sec/op", false, Inconclusive},
		{"vanished", repeated(1, 10), nil, "sec/op", false, Missing},
		{"not a number", repeated(1, 10), []float64{1, math.NaN()}, "sec/op", false, Unusable},
		{"infinite, and vanished", []float64{math.Inf(1)}, nil, "sec/op", false, Unusable},
		{"of which nobody knows", repeated(1, 10), repeated(2, 10), "hits/op", false, Reported},
		{"none at either", same(0, 10), same(0, 10), "allocs/op", false, Passed},
		{"none at either, once", same(0, 1), same(0, 1), "allocs/op", false, Inconclusive},
		{"none at either, exactly", same(0, 1), same(0, 1), "allocs/op", true, Passed},
		{"from nothing to something", same(0, 10), same(3, 10), "allocs/op", false, Regressed},
		{"from something to nothing", same(3, 10), same(0, 10), "allocs/op", false, Improved},
		{"to something in most", same(0, 10), append(same(1, 8), 0, 0), "allocs/op", false, Regressed},
		{"to something in one", same(0, 10), append(same(0, 9), 1), "allocs/op", false, Inconclusive},
		{"exactly one more", same(3, 1), same(4, 1), "allocs/op", true, Regressed},
		{"exactly from nothing", same(0, 1), same(4, 1), "allocs/op", true, Regressed},
		{"exact, and yet not", []float64{3, 4}, same(4, 2), "allocs/op", true, Inconclusive},
		{"negative", same(-1, 10), same(-3, 10), "sec/op", false, Improved},
	} {
		s := Samples{Name: "A", Unit: tt.unit, Base: tt.base, Head: tt.head, Exact: tt.exact}
		s.Better, _ = BetterOf(tt.unit, nil)
		r := JudgeSamples([]Samples{s}, 0.05, 0.05)
		f := r.Figures[0]
		if f.Verdict != tt.want || r.Count(tt.want) != 1 {
			t.Errorf("%s: %s (ratio %v, p %v), want %s", tt.name, f.Verdict, f.Ratio, f.PAdjusted, tt.want)
		}
		if (f.Reason == "") != (f.Verdict != Reported && f.Verdict != Unusable) {
			t.Errorf("%s: %s, reason %q", tt.name, f.Verdict, f.Reason)
		}
	}
}

// TestJudgeSamplesMirrored: what is worse one way is better the other way.
func TestJudgeSamplesMirrored(t *testing.T) {
	samples := [][]float64{
		repeated(1, 10), repeated(1.2, 10), repeated(1, 5), {0, 0, 0, 0, 0, 0}, {0, 1, 0, 1, 1, 1}, {-1, -2, -3, -4, -5, -6}, {1, 1, 1, 1, 1, 1}, {2},
		{math.NaN(), 1}, {math.Inf(-1)},
	}
	mirror := map[Verdict]Verdict{Regressed: Improved, Improved: Regressed}
	for _, a := range samples {
		for _, b := range samples {
			for _, better := range []Better{Higher, Lower} {
				one := JudgeSamples([]Samples{{Base: a, Head: b, Better: better}}, 0.05, 0.05).Figures[0].Verdict
				other := JudgeSamples([]Samples{{Base: b, Head: a, Better: better}}, 0.05, 0.05).Figures[0].Verdict
				want, ok := mirror[one]
				if !ok {
					want = one
				}
				if other != want {
					t.Errorf("%v to %v: %s; and back: %s, want %s", a, b, one, other, want)
				}
			}
		}
	}
}

// TestJudgeSamplesCorrection: what is not judged costs nothing, and what is does.
func TestJudgeSamplesCorrection(t *testing.T) {
	worse := Samples{Name: "A", Unit: "sec/op", Better: Lower, Base: repeated(1, 4), Head: repeated(2, 4)}
	rate := Samples{Name: "A", Unit: "B/s", Better: Higher, Base: repeated(2, 4), Head: repeated(1, 4)}
	unknown := Samples{Name: "A", Unit: "hits/op", Base: repeated(2, 4), Head: repeated(1, 4)}
	added := Samples{Package: "p", Name: "B", Unit: "sec/op", Better: Lower, Head: repeated(1, 4)}
	gone := Samples{Name: "C", Unit: "sec/op", Better: Lower, Base: repeated(1, 4)}
	unit := Samples{Name: "A", Unit: "more/s", Better: Higher, Head: repeated(1, 4)}
	r := JudgeSamples([]Samples{worse, rate, unknown, added, gone, unit}, 0.05, 0.05)
	if r.Figures[0].Verdict != Regressed || r.Figures[1].Verdict != Reported || r.Figures[1].PAdjusted != nil || len(r.Figures) != 4 || !slices.Equal(r.Added, []string{"p B"}) {
		t.Errorf("%+v", r)
	}
	other := worse
	other.Name = "D"
	if r := JudgeSamples([]Samples{worse, other}, 0.05, 0.05); r.Count(Inconclusive) != 2 {
		t.Errorf("%+v, want two that four values each cannot tell", r)
	}
}

// TestFewestSamples: so many values tell what could not be clearer, and one less does
// not.
func TestFewestSamples(t *testing.T) {
	for m, want := range map[int]int{0: 4, 1: 4, 2: 5, 6: 5, 7: 6, 100: 8} {
		n := FewestSamples(m, 0.05)
		if n != want {
			t.Errorf("of %d: %d, want %d", m, n, want)
		}
		for k, regressed := range map[int]bool{n: true, n - 1: false} {
			var all []Samples
			for range max(m, 1) {
				all = append(all, Samples{Better: Lower, Base: repeated(1, k), Head: repeated(2, k)})
			}
			if r := JudgeSamples(all, 0.05, 0.05); (r.Count(Regressed) == len(all)) != regressed {
				t.Errorf("%d figures with %d values each: %d have regressed", m, k, r.Count(Regressed))
			}
		}
	}
}

// TestJudgeSamplesLeaves: the values stay in their order.
func TestJudgeSamplesLeaves(t *testing.T) {
	s := Samples{Better: Lower, Base: []float64{3, 1, 2, 4}, Head: []float64{3, 1, 2, 4}}
	if JudgeSamples([]Samples{s}, 0.05, 0.05); !slices.Equal(s.Base, []float64{3, 1, 2, 4}) || !slices.Equal(s.Head, []float64{3, 1, 2, 4}) {
		t.Errorf("%v, %v", s.Base, s.Head)
	}
}
