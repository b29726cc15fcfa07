package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// signed returns 1 … n with those signs negative that make the sum of negative
// ranks exactly t.
func signed(n, t int) []float64 {
	d := make([]float64, n)
	for i := n; i >= 1; i-- {
		d[i-1] = float64(i)
		if i <= t {
			d[i-1] = -d[i-1]
			t -= i
		}
	}
	return d
}

// TestCriticalValues holds SignedRank to the published table of Wilcoxon &
// Wilcox 1964 (also Hollander & Wolfe, table A.4): the greatest sum that is
// significant at a two-sided level.
func TestCriticalValues(t *testing.T) {
	for _, tt := range []struct {
		alpha  float64
		first  int // the n of the first value
		values []int
	}{
		{0.10, 5, []int{0, 2, 3, 5, 8, 10, 13, 17, 21, 25, 30, 35, 41, 47, 53, 60}},
		{0.05, 6, []int{0, 2, 3, 5, 8, 10, 13, 17, 21, 25, 29, 34, 40, 46, 52}},
		{0.01, 8, []int{0, 1, 3, 5, 7, 9, 12, 15, 19, 23, 27, 32, 37}},
	} {
		for n := 1; n < tt.first; n++ {
			if p := SignedRank(signed(n, 0)); p <= tt.alpha {
				t.Errorf("SignedRank(%d pairs, T=0) = %v, want above %v", n, p, tt.alpha)
			}
		}
		for i, critical := range tt.values {
			n := tt.first + i
			if p := SignedRank(signed(n, critical)); p > tt.alpha {
				t.Errorf("SignedRank(%d pairs, T=%d) = %v, want at most %v", n, critical, p, tt.alpha)
			}
			if p := SignedRank(signed(n, critical+1)); p <= tt.alpha {
				t.Errorf("SignedRank(%d pairs, T=%d) = %v, want above %v", n, critical+1, p, tt.alpha)
			}
		}
	}
}

// TestHamilton is the worked example of Hollander & Wolfe, §3.1 to §3.3
// (Hamilton depression scale factor): T⁺ = 40 of 45, p = 0.039 two-sided,
// estimate 0.46, interval (0.010, 0.786).
func TestHamilton(t *testing.T) {
	x := []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	y := []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
	d := make([]float64, len(x))
	for i := range x {
		d[i] = x[i] - y[i]
	}
	if p := SignedRank(d); math.Abs(p-0.0390625) > 1e-12 {
		t.Errorf("p = %v, want 0.0390625", p)
	}
	e := HodgesLehmann(d, 0.95)
	for i, pair := range [][2]float64{{e.Center, 0.46}, {e.Lo, 0.010}, {e.Hi, 0.786}} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("number %d of (estimate, lo, hi) = %v, want %v", i, pair[0], pair[1])
		}
	}
}

// brute returns the p-value by trying all 2^n signs, zeros ranked and dropped
// (Pratt), ranks found by counting.
func brute(d []float64) float64 {
	var ranks []float64
	observed, total := 0.0, 0.0
	for _, x := range d {
		if x == 0 {
			continue
		}
		below, same := 0, 0
		for _, y := range d {
			if math.Abs(y) < math.Abs(x) {
				below++
			} else if math.Abs(y) == math.Abs(x) {
				same++
			}
		}
		rank := float64(below) + float64(same+1)/2
		ranks = append(ranks, rank)
		total += rank
		if x > 0 {
			observed += rank
		}
	}
	extreme := 0
	for mask := range 1 << len(ranks) {
		sum := 0.0
		for i, r := range ranks {
			if mask>>i&1 == 1 {
				sum += r
			}
		}
		if math.Abs(sum-total/2) >= math.Abs(observed-total/2) {
			extreme++
		}
	}
	return float64(extreme) / float64(int(1)<<len(ranks))
}

func TestSignedRankAgainstAllSigns(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		d := make([]float64, rng.IntN(11))
		for i := range d {
			d[i] = float64(rng.IntN(9) - 4) // many ties and zeros
			if rng.IntN(2) == 0 {
				d[i] += rng.Float64()
			}
		}
		before := slices.Clone(d)
		if got, want := SignedRank(d), brute(d); math.Abs(got-want) > 1e-12 {
			t.Fatalf("SignedRank(%v) = %v, all signs give %v", d, got, want)
		}
		if !slices.Equal(d, before) {
			t.Fatalf("SignedRank changed its argument %v to %v", before, d)
		}
	}
}

// TestHodgesLehmannInvertsTheTest finds the interval the slow way: the values
// that, taken off the sample, leave a difference that is not significant.
func TestHodgesLehmannInvertsTheTest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 5, 6, 7, 10, 12} {
		d := make([]float64, n)
		for i := range d {
			d[i] = rng.NormFloat64()
		}
		var averages []float64
		for i := range d {
			for j := range d {
				if i <= j {
					averages = append(averages, (d[i]+d[j])/2)
				}
			}
		}
		slices.Sort(averages)
		e := HodgesLehmann(d, 0.95)
		if m := len(averages); e.Center != (averages[(m-1)/2]+averages[m/2])/2 {
			t.Errorf("n=%d: estimate %v is not the median of all Walsh averages", n, e.Center)
		}
		accepted := func(shift float64) bool {
			s := make([]float64, n)
			for i := range d {
				s[i] = d[i] - shift
			}
			return brute(s) > 0.05
		}
		if n < 6 {
			if !math.IsInf(e.Lo, -1) || !math.IsInf(e.Hi, 1) {
				t.Errorf("n=%d: interval %v–%v, want none below 6 values", n, e.Lo, e.Hi)
			}
			continue
		}
		const step = 1e-9
		if accepted(e.Lo-step) || !accepted(e.Lo+step) || !accepted(e.Hi-step) || accepted(e.Hi+step) {
			t.Errorf("n=%d: interval %v–%v is not where the test changes its mind", n, e.Lo, e.Hi)
		}
	}
	if e := HodgesLehmann(nil, 0.95); !math.IsNaN(e.Center) {
		t.Errorf("HodgesLehmann of nothing = %v, want NaN", e)
	}
}

func TestSymmetryAndScale(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		n := 1 + rng.IntN(30)
		d, negated, doubled := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range d {
			d[i] = rng.NormFloat64()
			negated[i], doubled[i] = -d[i], 2*d[i]
		}
		if p := SignedRank(d); p != SignedRank(negated) || p != SignedRank(doubled) {
			t.Fatalf("SignedRank(%v) changes with sign or scale", d)
		}
		e, f, g := HodgesLehmann(d, 0.95), HodgesLehmann(negated, 0.95), HodgesLehmann(doubled, 0.95)
		if f != (Estimate{-e.Center, -e.Hi, -e.Lo}) {
			t.Fatalf("HodgesLehmann(−d) = %v, want %v mirrored", f, e)
		}
		if g != (Estimate{2 * e.Center, 2 * e.Lo, 2 * e.Hi}) {
			t.Fatalf("HodgesLehmann(2d) = %v, want %v doubled", g, e)
		}
	}
}

// TestNormalApproximation holds the note at exactLimit: where it takes over, the
// approximation is within 0.002 of the exact p-value.
func TestNormalApproximation(t *testing.T) {
	ranks := make([]int, exactLimit)
	total := 0
	for i := range ranks {
		ranks[i] = 2 * (i + 1)
		total += ranks[i]
	}
	dist := signSums(ranks, total/2)
	sum := 0.0
	for s := 0; s <= total/2; s += 2 {
		sum += dist[s]
		exact := min(1, 2*sum)
		approximate := min(1, 2*normalTail(ranks, int64(s)))
		if math.Abs(exact-approximate) > 0.002 {
			t.Fatalf("T=%d: exact p %v, approximate %v", s/2, exact, approximate)
		}
	}
	exact, approximate := walshOrder(exactLimit, 0.025), walshOrder(exactLimit+1, 0.025)
	if step := approximate - exact; step < 30 || step > 60 {
		t.Errorf("interval orders %d for %d pairs, %d for one more: not one sequence", exact, exactLimit, approximate)
	}
}

// TestCoverage draws from a skewed but symmetrised distribution with a known
// centre. The exact confidence for 10 pairs is 95.1 %; with 4,000 draws its
// standard error is 0.34 %, and ±1.4 % is four of them: one seed in 16,000
// would fail.
func TestCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	const runs, n, centre = 4000, 10, 0.3
	covered := 0
	for range runs {
		d := make([]float64, n)
		for i := range d {
			d[i] = centre + rng.ExpFloat64() - rng.ExpFloat64()
		}
		if e := HodgesLehmann(d, 0.95); e.Lo <= centre && centre <= e.Hi {
			covered++
		}
	}
	share := float64(covered) / runs
	if exact := 1 - 2*25.0/1024; math.Abs(share-exact) > 0.014 {
		t.Errorf("%d of %d intervals hold the centre: %.4f, want %.4f ± 0.014", covered, runs, share, exact)
	}
}

func TestHolm(t *testing.T) {
	for _, tt := range []struct{ p, want []float64 }{
		{nil, []float64{}},
		{[]float64{0.04}, []float64{0.04}},
		// By hand: 0.005·4, 0.01·3, 0.03·2, and 0.04·1 raised to the 0.06 before it.
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{0.9, 0.8}, []float64{1, 1}},
	} {
		got := Holm(tt.p)
		if fmt.Sprintf("%.6f", got) != fmt.Sprintf("%.6f", tt.want) {
			t.Errorf("Holm(%v) = %v, want %v", tt.p, got, tt.want)
		}
	}
}

func TestRoundsNeeded(t *testing.T) {
	// 2·8/2^n ≤ 0.05 needs n = 9: 16/256 is 0.0625, 16/512 is 0.031.
	if n := FewestRounds(8, 0.05); n != 9 {
		t.Errorf("FewestRounds(8 comparisons) = %d, want 9", n)
	}
	if n := FewestRounds(1, 0.05); n != 6 {
		t.Errorf("FewestRounds(1 comparison) = %d, want 6", n)
	}
	if n := RoundsNeeded([]float64{1, 2, 3}, 1, 0.05); n != 11 {
		// (1.960 + 0.842)² / (3·¼) = 10.46
		t.Errorf("RoundsNeeded(all signs alike) = %d, want 11", n)
	}
	if n := RoundsNeeded([]float64{1, -1, 2, -2}, 1, 0.05); n != 0 {
		t.Errorf("RoundsNeeded(no difference) = %d, want 0", n)
	}
	if n := RoundsNeeded(nil, 1, 0.05); n != 6 {
		t.Errorf("RoundsNeeded(no rounds) = %d, want 6", n)
	}
	// The forecast gives about the power that it names: 80 %, here with a
	// tolerance of four standard errors of 1,000 draws and the rule's own bias.
	rng := rand.New(rand.NewPCG(9, 10))
	const effect = 0.5
	p := normalCDF(math.Sqrt2 * effect) // P(X+Y > 0) for N(effect, 1)
	z := normalQuantile(0.975) + normalQuantile(0.8)
	n := int(math.Ceil(z * z / (3 * (p - 0.5) * (p - 0.5))))
	found := 0
	for range 1000 {
		d := make([]float64, n)
		for i := range d {
			d[i] = rng.NormFloat64() + effect
		}
		if SignedRank(d) <= 0.05 {
			found++
		}
	}
	if found < 740 || found > 860 {
		t.Errorf("with the %d rounds of the rule %d of 1000 runs found the difference, want about 800", n, found)
	}
}
