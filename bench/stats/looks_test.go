package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSpent(t *testing.T) {
	// By tables of the normal distribution: z(0.975) is 1.960, divided by the root of t.
	for at, want := range map[float64]float64{0: 0, 0.2: 0.00001, 0.4: 0.0019, 0.5: 0.0056, 0.6: 0.0114, 0.8: 0.0284, 1: 0.05, 2: 0.05} {
		if got := Spent(0.05, at); math.Abs(got-want) > 1e-4 {
			t.Errorf("spent at %v: %v, want %v", at, got, want)
		}
	}
}

// TestSpentHolds: who tests at every look at what was spent since the one before is
// wrong in at most 5 % of runs; who tests at 5 % each time, in far more.
func TestSpentHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	const runs = 1000
	wrong, careless := 0, 0
	for range runs {
		d := make([]float64, 20)
		for i := range d {
			d[i] = rng.NormFloat64()
		}
		spent, a, b := 0.0, false, false
		for _, n := range []int{8, 12, 16, 20} {
			now := Spent(0.05, float64(n)/20)
			p := SignedRank(d[:n])
			a = a || p <= now-spent
			b = b || p <= 0.05
			spent = now
		}
		if a {
			wrong++
		}
		if b {
			careless++
		}
	}
	if wrong > runs*5/100 {
		t.Errorf("wrong in %d of %d runs, want at most 5 %%", wrong, runs)
	}
	if careless < runs*8/100 {
		t.Errorf("without spending wrong in %d of %d runs only: the test sees nothing", careless, runs)
	}
}

// TestProportion holds the intervals to published ones of 95 %.
func TestProportion(t *testing.T) {
	for _, tt := range []struct {
		k, n   int
		lo, hi float64
	}{
		{0, 10, 0, 0.3085}, {1, 10, 0.0025, 0.4450}, {5, 10, 0.1871, 0.8129}, {10, 10, 0.6915, 1},
		{8, 20, 0.1912, 0.6395}, {0, 200, 0, 0.0183}, {2, 200, 0.0012, 0.0357},
	} {
		e := Proportion(tt.k, tt.n, 0.95)
		if math.Abs(e.Lo-tt.lo) > 1e-4 || math.Abs(e.Hi-tt.hi) > 1e-4 || e.Center != float64(tt.k)/float64(tt.n) {
			t.Errorf("%d of %d: %+v, want %v to %v", tt.k, tt.n, e, tt.lo, tt.hi)
		}
		m := Proportion(tt.n-tt.k, tt.n, 0.95)
		if math.Abs(m.Lo-(1-e.Hi)) > 1e-9 || math.Abs(m.Hi-(1-e.Lo)) > 1e-9 {
			t.Errorf("%d of %d: %+v is not the mirror of %+v", tt.n-tt.k, tt.n, m, e)
		}
	}
	if e := Proportion(0, 0, 0.95); !math.IsNaN(e.Center) || e.Lo != 0 || e.Hi != 1 {
		t.Errorf("0 of 0: %+v", e)
	}
}
