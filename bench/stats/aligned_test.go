package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// slowAligned is AlignedRanks of whole numbers by its definition: all choices of one value
// from each block.
func slowAligned(samples [][]float64) (p float64, towards int) {
	n, k := len(samples[0]), len(samples)
	aligned := func(b, s int) float64 {
		sum := 0.0
		for i := range k {
			sum += samples[i][b]
		}
		return float64(k)*samples[s][b] - sum
	}
	rank := func(b, s int) float64 {
		below, same := 0, 0
		for c := range n {
			for i := range k {
				switch v := aligned(c, i); {
				case v < aligned(b, s):
					below++
				case v == aligned(b, s):
					same++
				}
			}
		}
		return float64(below) + float64(same+1)/2
	}
	off := make([][]float64, n) // of each block, k times how far from the mean
	observed := 0.0
	for b := range n {
		sum := 0.0
		for s := range k {
			sum += rank(b, s)
		}
		for s := range k {
			off[b] = append(off[b], float64(k)*rank(b, s)-sum)
		}
		observed += off[b][0]
	}
	all, far := 0, 0
	var choose func(b int, sum float64)
	choose = func(b int, sum float64) {
		if b == n {
			all++
			if math.Abs(sum) >= math.Abs(observed) {
				far++
			}
			return
		}
		for _, x := range off[b] {
			choose(b+1, sum+x)
		}
	}
	choose(0, 0)
	switch {
	case observed > 0:
		towards = 1
	case observed < 0:
		towards = -1
	}
	return float64(far) / float64(all), towards
}

func TestAlignedRanksAgainstAllChoices(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	for range 300 {
		samples := make([][]float64, 2+rng.IntN(2))
		n := 1 + rng.IntN(7)
		for s := range samples {
			samples[s] = make([]float64, n)
			for b := range n {
				samples[s][b] = float64(rng.IntN(4) - 1) // many ties, and zeros
			}
		}
		p, towards := AlignedRanks(samples[0], samples[1:]...)
		want, way := slowAligned(samples)
		if math.Abs(p-want) > 1e-12 || towards != way {
			t.Fatalf("AlignedRanks(%v) = %v and %d, all choices give %v and %d", samples, p, towards, want, way)
		}
		// Turned around, and with something added to a block.
		for s := range samples {
			for b := range n {
				samples[s][b] = float64(10*b) - samples[s][b]
			}
		}
		if q, back := AlignedRanks(samples[0], samples[1:]...); q != p || back != -towards {
			t.Fatalf("turned around: %v and %d, want %v and %d", q, back, p, -towards)
		}
	}
}

// TestAlignedRanksCount: of a count that differs in k rounds of n, and always on the first
// side, the p-value is that of drawing this side k times among three.
func TestAlignedRanksCount(t *testing.T) {
	for k := range 10 {
		base, head := make([]float64, 20), make([]float64, 20)
		for i := range k {
			head[2*i] = 1
		}
		p, towards := AlignedRanks(head, base, base)
		if want := math.Pow(3, -float64(k)); math.Abs(p-want) > 1e-12 || towards != min(k, 1) {
			t.Errorf("1 in %d of 20 rounds: p = %v and %d, want %v", k, p, towards, want)
		}
	}
	if p, towards := AlignedRanks([]float64{1, 2}, []float64{1}); p != 1 || towards != 0 {
		t.Errorf("samples of different lengths give %v and %d, want 1 and 0", p, towards)
	}
	if p, towards := AlignedRanks([]float64{1, 2}); p != 1 || towards != 0 {
		t.Errorf("one sample gives %v and %d, want 1 and 0", p, towards)
	}
}

// TestAlignedRanksApproximation: beyond the limit the p-value goes on as it was.
func TestAlignedRanksApproximation(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	for range 20 {
		samples := make([][]float64, 3)
		for s := range samples {
			for range exactLimit {
				samples[s] = append(samples[s], rng.NormFloat64())
			}
		}
		for b := range exactLimit {
			samples[0][b] += 0.15
		}
		exact, _ := AlignedRanks(samples[0], samples[1:]...)
		blocks := alignedRanks(samples)
		observed := 0
		for b, r := range blocks {
			total := r[0] + r[1] + r[2]
			for i := range r {
				blocks[b][i] = 3*r[i] - total
			}
			observed += blocks[b][0]
		}
		if approximate := alignedNormal(blocks, int64(max(observed, -observed))); math.Abs(exact-approximate) > 0.005 {
			t.Errorf("exact p %v, approximate %v", exact, approximate)
		}
	}
}

// TestAlignedRanksHold: of samples that are alike within each round, under a drift that the
// round shares, at most 5 % come out significant.
func TestAlignedRanksHold(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	const runs = 2000
	wrong := 0
	for range runs {
		level := 0.0
		samples := make([][]float64, 3)
		for range 12 {
			level += 3 * rng.NormFloat64()
			for s := range samples {
				samples[s] = append(samples[s], math.Round(level+rng.ExpFloat64()))
			}
		}
		if p, _ := AlignedRanks(samples[0], samples[1:]...); p <= 0.05 {
			wrong++
		}
	}
	if e := Proportion(wrong, runs, 0.90); e.Lo > 0.05 || e.Hi < 0.02 {
		t.Errorf("significant in %d of %d runs of the same, want about 5 %% and no more", wrong, runs)
	}
}

// TestDirection: it is that of the ranks, not of the medians or the sum.
func TestDirection(t *testing.T) {
	for _, tt := range []struct {
		d    []float64
		want int
	}{
		{nil, 0}, {[]float64{0, 0}, 0}, {[]float64{1, -1}, 0}, {[]float64{1, 2, -100}, 0}, {[]float64{3, 2, -1}, 1},
		{[]float64{0, 0, 0, 0, 0, -1}, -1}, {[]float64{1, 1, 1, 1, -9}, 1},
	} {
		if got := Direction(tt.d); got != tt.want {
			t.Errorf("Direction(%v) = %d, want %d", tt.d, got, tt.want)
		}
	}
}
