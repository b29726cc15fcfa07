package stats

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// bruteMannWhitney deals the values in every way there is.
func bruteMannWhitney(a, b []float64) float64 {
	ranks, observed, _ := jointRanks(a, b)
	mean := int64(len(a) * (len(a) + len(b) + 1))
	far := max(observed-mean, mean-observed)
	all, hits := 0, 0
	for set := range uint(1) << len(ranks) {
		if bits.OnesCount(set) != len(a) {
			continue
		}
		all++
		sum := int64(0)
		for i, r := range ranks {
			if set&(1<<i) != 0 {
				sum += int64(r)
			}
		}
		if max(sum-mean, mean-sum) >= far {
			hits++
		}
	}
	return float64(hits) / float64(all)
}

func TestMannWhitney(t *testing.T) {
	for _, tt := range []struct {
		a, b    []float64
		p       float64
		towards int
	}{
		{[]float64{0, 0, 0, 0}, []float64{1, 1, 1, 1}, 2.0 / 70, 1},
		{[]float64{1, 2, 2, 2}, []float64{0, 1, 0, 1, 1, 1}, 1.0 / 42, -1},
		{[]float64{2}, []float64{0, 1, 0, 1, 1, 1}, 1.0 / 7, -1},
		{[]float64{5, 5}, []float64{5, 5, 5}, 1, 0},
		{[]float64{1, 4}, []float64{2, 3}, 1, 0},
		{nil, []float64{1}, 1, 0},
		{[]float64{1}, nil, 1, 0},
		{[]float64{math.NaN()}, []float64{1}, 1, 0},
		{[]float64{1}, []float64{math.Inf(1)}, 1, 0},
	} {
		if p, towards := MannWhitney(tt.a, tt.b); math.Abs(p-tt.p) > 1e-12 || towards != tt.towards {
			t.Errorf("%v and %v: %v, %d; want %v, %d", tt.a, tt.b, p, towards, tt.p, tt.towards)
		}
	}
}

// TestMannWhitneyBrute: it is what dealing in every way gives, with ties and without, the
// same both ways round, and leaves the samples as they are.
func TestMannWhitneyBrute(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		values := func() []float64 {
			out := make([]float64, 1+rng.IntN(7))
			for i := range out {
				out[i] = float64(rng.IntN(6))
			}
			return out
		}
		a, b := values(), values()
		before := slices.Concat(a, b)
		p, towards := MannWhitney(a, b)
		back, other := MannWhitney(b, a)
		if want := bruteMannWhitney(a, b); math.Abs(p-want) > 1e-9 || math.Abs(back-p) > 1e-12 || other != -towards {
			t.Fatalf("%v and %v: %v, %d, and back %v, %d; want %v", a, b, p, towards, back, other, want)
		}
		if !slices.Equal(before, slices.Concat(a, b)) {
			t.Fatal("the samples were changed")
		}
	}
}

// TestMannWhitneyApproximation holds what is said of the approximation, by values with
// ties just within the limit.
func TestMannWhitneyApproximation(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		var a, b []float64
		for range exactRankSum / 2 {
			a, b = append(a, float64(rng.IntN(20))), append(b, float64(rng.IntN(20)+rng.IntN(8)))
		}
		exact, _ := MannWhitney(a, b)
		ranks, observed, ties := jointRanks(a, b)
		n := float64(len(ranks))
		mean := int64(len(a) * (len(ranks) + 1))
		far := max(observed-mean, mean-observed)
		variance := float64(len(a)*len(b)) / 3 * (n + 1 - ties/(n*(n-1)))
		near := min(1, 2*normalCDF(-float64(far-1)/math.Sqrt(variance)))
		if exact < 0.1 && (near < exact || near > exact+0.002) {
			t.Errorf("exactly %v, approximately %v", exact, near)
		}
	}
	// Beyond the limit it is in use, ends, and has the sense of the exact one.
	var a, b []float64
	for i := range 1000 {
		a, b = append(a, float64(i%7)), append(b, float64(i%7)+0.5)
	}
	if p, towards := MannWhitney(a, b); p > 1e-6 || towards != 1 {
		t.Errorf("a shift in 1000 values: %v, %d", p, towards)
	}
	if p, towards := MannWhitney(a, a); p != 1 || towards != 0 {
		t.Errorf("the same 1000 values: %v, %d", p, towards)
	}
}
