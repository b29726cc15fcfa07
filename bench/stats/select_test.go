package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKth: searching finds what sorting finds, to the digit.
func TestKth(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	for range 200 {
		x := make([]float64, 1+rng.IntN(20))
		for i := range x {
			switch x[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(600)-300)); rng.IntN(4) {
			case 0:
				x[i] = float64(rng.IntN(3) - 1)
			case 1:
				x[i] = odd[rng.IntN(10)] // finite
			}
		}
		slices.Sort(x)
		var all, distinct []float64
		for i, a := range x {
			for j, b := range x[i:] {
				all = append(all, halfway(a, b))
				if j > 0 {
					distinct = append(distinct, halfway(a, b))
				}
			}
		}
		slices.Sort(all)
		for k := 1; k <= len(all); k++ {
			got := kth(int64(k), func(v float64) int64 {
				return ownPairs(x, false, func(a, b float64) bool { return halfway(a, b) <= v })
			})
			if got != all[k-1] {
				t.Fatalf("number %d of the averages of %v is %v, want %v", k, x, got, all[k-1])
			}
		}
		below := int64(0)
		for _, v := range distinct {
			if v < 0 {
				below++
			}
		}
		if got := ownPairs(x, true, func(a, b float64) bool { return halfway(a, b) < 0 }); got != below {
			t.Fatalf("%d pairs of %v are below 0, want %d", got, x, below)
		}
	}
	for _, v := range []float64{0, 1, -1, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, math.MaxFloat64, -math.MaxFloat64} {
		if back := fromOrdinal(ordinal(v)); back != v {
			t.Errorf("number %d of the float64 is %v, want %v", ordinal(v), back, v)
		}
	}
}
