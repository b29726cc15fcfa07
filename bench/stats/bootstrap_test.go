package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestBootstrapCovers draws from a skewed distribution, that of the logarithm of an
// exponential, whose mean is −γ. Of 600 intervals about as many hold it as
// promised: any bootstrap loses a little on few values.
func TestBootstrapCovers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	const gamma = 0.5772156649
	for _, n := range []int{10, 20} {
		const runs = 600
		held := 0
		for range runs {
			d := make([]float64, n)
			for i := range d {
				d[i] = math.Log(rng.ExpFloat64())
			}
			if e := BootstrapMean(d, 0.95, rng.Uint64()); e.Lo <= -gamma && -gamma <= e.Hi {
				held++
			}
		}
		if share := float64(held) / runs; share < 0.91 || share > 0.98 {
			t.Errorf("n=%d: %.3f of the intervals hold the mean, want about 0.95", n, share)
		}
	}
}

// TestBootstrapAgainstStudent: of normal values the interval is about Student's,
// t(0.975; 19) = 2.093.
func TestBootstrapAgainstStudent(t *testing.T) {
	for _, tt := range []struct{ freedom, want float64 }{{5, 2.571}, {9, 2.262}, {19, 2.093}, {100, 1.984}} {
		if got := studentQuantile(0.975, tt.freedom); math.Abs(got-tt.want) > 0.01*tt.want {
			t.Errorf("t(0.975; %v) = %.3f, want %v", tt.freedom, got, tt.want)
		}
	}
	d := make([]float64, 20)
	squares := 0.0
	for i := range d {
		d[i] = normalQuantile((float64(i) + 0.5) / 20) // as normal as 20 values can be
		squares += d[i] * d[i]
	}
	se := math.Sqrt(squares / 19 / 20)
	e := BootstrapMean(d, 0.95, 1)
	for _, half := range []float64{e.Hi, -e.Lo} {
		if ratio := half / (2.093 * se); ratio < 0.93 || ratio > 1.07 {
			t.Errorf("half of the interval is %.3f of Student's", ratio)
		}
	}
}

func TestBootstrapMoves(t *testing.T) {
	d := []float64{1, 5, 2, 8, 3, 13, 2.5}
	e := BootstrapMean(d, 0.95, 1)
	moved, mirrored := make([]float64, len(d)), make([]float64, len(d))
	for i, x := range d {
		moved[i], mirrored[i] = 4*x, -x
	}
	if m := BootstrapMean(moved, 0.95, 1); m != (Estimate{4 * e.Center, 4 * e.Lo, 4 * e.Hi}) {
		t.Errorf("four times the values give %+v, want four times %+v", m, e)
	}
	if m := BootstrapMean(mirrored, 0.95, 1); math.Abs(m.Lo+e.Hi)+math.Abs(m.Hi+e.Lo) > 0.05*(e.Hi-e.Lo) {
		t.Errorf("mirrored values give %+v, want the mirror of %+v", m, e)
	}
	// A few equal values do not make it wide.
	if e := BootstrapMean([]float64{0, 0, 0, 0, 0, 0, 0, 1}, 0.95, 1); e.Lo < 0 || e.Hi > 1 {
		t.Errorf("%+v goes beyond the values", e)
	}
	if e != BootstrapMean(d, 0.95, 1) {
		t.Error("the same seed gives another interval")
	}
	if !(e.Lo < e.Center && e.Center < e.Hi) {
		t.Errorf("interval %+v", e)
	}
	if e := BootstrapMean([]float64{3, 3, 3, 3, 3, 3}, 0.95, 1); e != Exactly(3) {
		t.Errorf("equal values give %+v", e)
	}
	if e := BootstrapMean(d[:5], 0.95, 1); !math.IsInf(e.Lo, -1) || !math.IsInf(e.Hi, 1) {
		t.Errorf("five values give %+v, want no finite interval", e)
	}
	if e := BootstrapMean(nil, 0.95, 1); !math.IsNaN(e.Center) {
		t.Errorf("nothing gives %+v", e)
	}
}
