package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestRoundingTimes is the worked example of Hollander & Wolfe, §7.1: 22 players
// round first base in three ways. S' = 11.14, P = 0.0038 (0.003805 with two degrees
// of freedom).
func TestRoundingTimes(t *testing.T) {
	times := []float64{
		5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55, 5.60,
		5.40, 5.40, 5.35, 5.45, 5.50, 5.35, 5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45,
		5.60, 5.35, 5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50, 5.55, 5.55, 5.35, 5.45, 5.50, 5.55,
		5.50, 5.45, 5.25, 5.65, 5.60, 5.40, 5.70, 5.65, 5.55, 6.30, 6.30, 6.25,
	}
	var players [][]float64
	for i := 0; i < len(times); i += 3 {
		players = append(players, times[i:i+3])
	}
	if p := Friedman(players); math.Abs(p-0.003805) > 1e-6 {
		t.Errorf("Friedman = %.6f, want 0.003805", p)
	}
}

// TestFriedmanTable holds the exact p-values to the published table for three
// contenders (Hollander & Wolfe, table A.22; Siegel 1956, table N): P(χ² ≥ 6.2) is
// 0.046 for ten blocks, P(χ² ≥ 6.5) is 0.042 for four, P(χ² ≥ 6) is 0.028 for three.
func TestFriedmanTable(t *testing.T) {
	for _, tt := range []struct {
		n         int
		statistic float64
		p         float64
	}{{3, 6, 0.028}, {4, 6.5, 0.042}, {10, 6.2, 0.046}} {
		// Look for blocks that give the statistic.
		rng := rand.New(rand.NewPCG(1, 2))
		for {
			values := make([][]float64, tt.n)
			var sums [3]float64
			for b := range values {
				values[b] = []float64{1, 2, 3}
				rng.Shuffle(3, func(i, j int) { values[b][i], values[b][j] = values[b][j], values[b][i] })
				for c, v := range values[b] {
					sums[c] += v
				}
			}
			n := float64(tt.n)
			s := 12/(n*12)*(sums[0]*sums[0]+sums[1]*sums[1]+sums[2]*sums[2]) - 12*n
			if math.Abs(s-tt.statistic) > 1e-9 {
				continue
			}
			if p := Friedman(values); math.Abs(p-tt.p) > 5e-4 {
				t.Errorf("%d blocks, statistic %v: p = %.4f, want %v", tt.n, tt.statistic, p, tt.p)
			}
			break
		}
	}
}

// TestChiSquareTail holds the tail to published critical values at 5 %.
func TestChiSquareTail(t *testing.T) {
	for k, critical := range map[int]float64{1: 3.841, 2: 5.991, 3: 7.815, 5: 11.070, 10: 18.307, 11: 19.675, 30: 43.773} {
		if p := chiSquareTail(critical, k); math.Abs(p-0.05) > 5e-5 {
			t.Errorf("P(chi-square of %d > %v) = %v, want 0.05", k, critical, p)
		}
	}
	if p := chiSquareTail(0, 3); p != 1 {
		t.Errorf("P(chi-square > 0) = %v", p)
	}
}

// TestFriedmanAgainstShuffles compares with what 5,000 shuffles
// of every block give.
func TestFriedmanAgainstShuffles(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, size := range []struct{ n, k int }{{10, 2}, {10, 3}, {20, 5}, {12, 12}} {
		values := make([][]float64, size.n)
		for b := range values {
			for c := range size.k {
				values[b] = append(values[b], math.Round(10*(rng.NormFloat64()+0.15*float64(c)))/10) // some ties
			}
		}
		got := Friedman(values)
		statistic := func() float64 { // grows with Friedman's; ranks by counting
			sum := 0.0
			for c := range size.k {
				r := 0.0
				for _, block := range values {
					for _, v := range block {
						if v < block[c] {
							r++
						} else if v == block[c] {
							r += 0.5
						}
					}
				}
				sum += r * r
			}
			return sum
		}
		observed := statistic()
		const shuffles = 5000
		atLeast := 0
		for range shuffles {
			for _, block := range values {
				rng.Shuffle(len(block), func(i, j int) { block[i], block[j] = block[j], block[i] })
			}
			if statistic() >= observed-1e-9 {
				atLeast++
			}
		}
		if want := float64(atLeast) / shuffles; math.Abs(got-want) > 0.025 {
			t.Errorf("%d blocks of %d: Friedman = %.4f, shuffles give %.4f", size.n, size.k, got, want)
		}
	}
}

func TestFriedmanOfNothing(t *testing.T) {
	for _, values := range [][][]float64{nil, {{1, 2}}, {{1}, {2}, {3}}, {{7, 7, 7}, {7, 7, 7}}} {
		if p := Friedman(values); p != 1 {
			t.Errorf("Friedman(%v) = %v, want 1", values, p)
		}
	}
	// Ranks are what counts.
	a := [][]float64{{1, 2, 3}, {3, 7, 9}, {4, 5, 6}, {2, 1, 8}}
	b := [][]float64{{10, 20, 30}, {.3, .7, .9}, {-4, -3, -2}, {0, -1, 1e9}}
	if p, q := Friedman(a), Friedman(b); p != q {
		t.Errorf("Friedman changes from %v to %v where no rank does", p, q)
	}
}
