package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestPermeability is the worked example of Hollander & Wolfe, §4.1 to §4.3
// (chorioamnion permeability at term and at 12 to 26 weeks): estimate −0.305,
// interval of 96 % (−0.76, 0.15).
func TestPermeability(t *testing.T) {
	x := []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}
	y := []float64{1.15, 0.88, 0.90, 0.74, 1.21}
	e := Shift(x, y, 0.96)
	if math.Abs(e.Center+0.305) > 1e-9 || math.Abs(e.Lo+0.76) > 1e-9 || math.Abs(e.Hi-0.15) > 1e-9 {
		t.Errorf("Shift = %+v, want -0.305 (-0.76, 0.15)", e)
	}
	back := Shift(y, x, 0.96)
	if back.Center != -e.Center || back.Lo != -e.Hi || back.Hi != -e.Lo {
		t.Errorf("Shift the other way round = %+v, want %+v turned around", back, e)
	}
}

// TestRankSums holds the distribution to the published critical values of U
// (Mann & Whitney 1947; Siegel 1956, table K), two-sided at 5 %.
func TestRankSums(t *testing.T) {
	for _, tt := range []struct{ m, n, critical int }{
		{4, 4, 0}, {5, 5, 2}, {5, 8, 6}, {8, 8, 13}, {10, 10, 23}, {12, 17, 57}, {20, 20, 127},
	} {
		dist := rankSums(tt.m, tt.n)
		sum, total := 0.0, 0.0
		for u, p := range dist {
			total += p
			if u <= tt.critical {
				sum += p
			}
		}
		if math.Abs(total-1) > 1e-12 || len(dist) != tt.m*tt.n+1 {
			t.Errorf("%d and %d: %d probabilities add up to %v", tt.m, tt.n, len(dist), total)
		}
		if 2*sum > 0.05 || 2*(sum+dist[tt.critical+1]) <= 0.05 {
			t.Errorf("%d and %d: P(U ≤ %d) = %v two-sided, and with one more %v: want 0.05 in between", tt.m, tt.n, tt.critical, 2*sum, 2*(sum+dist[tt.critical+1]))
		}
		for u := range dist {
			if math.Abs(dist[u]-dist[len(dist)-1-u]) > 1e-15 {
				t.Errorf("%d and %d: not symmetric at %d", tt.m, tt.n, u)
				break
			}
		}
	}
}

func TestShiftOfFew(t *testing.T) {
	if e := Shift([]float64{1, 2, 3}, []float64{4, 5, 6}, 0.95); e.Center != 3 || !math.IsInf(e.Lo, -1) || !math.IsInf(e.Hi, 1) {
		t.Errorf("Shift of 3 and 3 values = %+v, want no finite interval", e)
	}
	if e := Shift([]float64{1, 2, 3, 4}, []float64{5, 6, 7, 8}, 0.95); math.IsInf(e.Lo, 0) {
		t.Errorf("Shift of 4 and 4 values = %+v, want a finite interval", e)
	}
	if e := Shift(nil, []float64{1}, 0.95); !math.IsNaN(e.Center) {
		t.Errorf("Shift of nothing = %+v, want NaN", e)
	}
}

// TestShiftCovers: of 2,000 intervals as many hold the true shift as promised,
// also where the approximation is used. Three standard deviations are 1.5 %.
func TestShiftCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, size := range [][2]int{{4, 4}, {6, 9}, {20, 20}, {60, 60}} {
		runs := 2000
		if size[0] > 20 {
			runs = 500
		}
		held := 0
		for range runs {
			a, b := make([]float64, size[0]), make([]float64, size[1])
			for i := range a {
				a[i] = r.ExpFloat64()
			}
			for i := range b {
				b[i] = r.ExpFloat64() + 0.7
			}
			if e := Shift(a, b, 0.95); e.Lo <= 0.7 && 0.7 <= e.Hi {
				held++
			}
		}
		if share := float64(held) / float64(runs); share < 0.93 || share > 0.99 {
			t.Errorf("%v values: %.3f of the intervals hold the shift, want 0.95 or a little more", size, share)
		}
	}
}
