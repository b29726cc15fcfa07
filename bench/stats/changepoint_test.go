package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// slowCut is bestCut by its definition.
func slowCut(x []float64, minSize int) (at int, best float64) {
	mean := func(a, b []float64, within bool) float64 {
		sum, n := 0.0, 0
		for i := range a {
			for j := range b {
				if !within || i != j {
					sum += math.Abs(a[i] - b[j])
					n++
				}
			}
		}
		return sum / float64(n)
	}
	best = math.Inf(-1)
	for k := minSize; k <= len(x)-minSize; k++ {
		l, r := x[:k], x[k:]
		m, n := float64(len(l)), float64(len(r))
		if q := m * n / (m + n) * (2*mean(l, r, false) - mean(l, l, true) - mean(r, r, true)); q > best {
			at, best = k, q
		}
	}
	return at, best
}

func TestBestCut(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 100 {
		x := make([]float64, 4+rng.IntN(30))
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		at, q := bestCut(x, ranksOf(x), 2)
		wantAt, want := slowCut(x, 2)
		if math.Abs(q-want) > 1e-9 { // where two cuts are as good, either will do
			t.Fatalf("cut of %v at %d (%v), want %d (%v)", x, at, q, wantAt, want)
		}
	}
}

// series returns noise around levels, each for so many values.
func series(rng *rand.Rand, noise float64, each int, levels ...float64) []float64 {
	var x []float64
	for _, l := range levels {
		for range each {
			x = append(x, l+noise*rng.NormFloat64())
		}
	}
	return x
}

func TestChangePoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	x := series(rng, 0.3, 12, 10, 12, 11)
	got := ChangePoints(x, 4, 0.01, 1)
	if !slices.Equal(got, []int{12, 24}) {
		t.Errorf("changes at %v, want 12 and 24", got)
	}
	mirrored := make([]float64, len(x))
	for i := range x {
		mirrored[i] = -2 * x[i]
	}
	if m := ChangePoints(mirrored, 4, 0.01, 1); !slices.Equal(m, got) {
		t.Errorf("mirrored and doubled: changes at %v, want %v", m, got)
	}
	for _, few := range [][]float64{nil, {1}, {1, 9, 1}, make([]float64, 50)} {
		if got := ChangePoints(few, 2, 0.05, 1); len(got) != 0 {
			t.Errorf("changes of %v at %v, want none", few, got)
		}
	}
}

// TestChangePointsCryNoWolf: of 200 series without a change at most 5 % and three
// standard deviations (9 %) have one found, and nearly all of those with a change of
// two standard deviations.
func TestChangePointsCryNoWolf(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	alarms, caught := 0, 0
	const runs = 200
	for i := range uint64(runs) {
		if len(ChangePoints(series(rng, 1, 15, 0, 0), 3, 0.05, i)) > 0 {
			alarms++
		}
		if len(ChangePoints(series(rng, 1, 15, 0, 2), 3, 0.05, i)) > 0 {
			caught++
		}
	}
	if alarms > runs*9/100 {
		t.Errorf("a change found in %d of %d series without", alarms, runs)
	}
	if caught < runs*95/100 {
		t.Errorf("caught %d of %d changes", caught, runs)
	}
}
