package stats

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"
)

// odd are numbers that break careless arithmetic.
var odd = []float64{0, math.Copysign(0, -1), 1, -1, 1e-9, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64,
	2.2e-308, math.MaxFloat64, -math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), 1 << 53, 0.1, -3}

// decode turns bytes into a sample: one byte for an odd number or a small whole one,
// or nine for any float64.
func decode(data []byte) []float64 {
	var out []float64
	for len(data) > 0 {
		b := data[0]
		data = data[1:]
		switch {
		case b < 64:
			out = append(out, float64(b)-32)
		case b < 192 || len(data) < 8:
			out = append(out, odd[int(b)%len(odd)])
		default:
			out = append(out, math.Float64frombits(binary.LittleEndian.Uint64(data)))
			data = data[8:]
		}
	}
	return out
}

// checkP fails unless p is a probability, and 1 for a sample that is not finite.
func checkP(t *testing.T, what string, p float64, samples ...[]float64) {
	t.Helper()
	if !(p >= 0 && p <= 1) {
		t.Errorf("%s(%v): p = %v, want a probability", what, samples, p)
	}
	if !allFinite(samples...) && p != 1 {
		t.Errorf("%s(%v): p = %v, want 1 for values that are not finite", what, samples, p)
	}
}

// checkEstimate fails unless e is what such samples may have: unknown if they hold what is
// not finite, or else an interval around its center.
func checkEstimate(t *testing.T, what string, e Estimate, samples ...[]float64) {
	t.Helper()
	unknown := math.IsNaN(e.Center) && math.IsNaN(e.Lo) && math.IsNaN(e.Hi)
	if !allFinite(samples...) && !unknown {
		t.Errorf("%s(%v) = %v, want NaN for values that are not finite", what, samples, e)
	}
	empty := slices.ContainsFunc(samples, func(s []float64) bool { return len(s) == 0 })
	if allFinite(samples...) && !empty && !(e.Lo <= e.Center && e.Center <= e.Hi) {
		t.Errorf("%s(%v) = %v, want an interval around the center", what, samples, e)
	}
}

// FuzzSamples: every function of samples ends, without a panic, for any values
// whatever, keeps its arguments, and gives what its comment promises.
func FuzzSamples(f *testing.F) {
	f.Add([]byte{}, 0.95)
	f.Add([]byte{33, 34, 35, 36, 37, 38, 39, 40}, 0.95)
	f.Add([]byte{32, 32, 32, 32, 32, 32, 32, 33}, 0.5)
	for i := range odd {
		f.Add([]byte{byte(64 + i), 33, byte(64 + i), 34, byte(64 + i), 33, 33, byte(64 + i)}, odd[i])
		f.Add(slices.Repeat([]byte{byte(64 + i)}, 9), 1-odd[i])
	}
	f.Fuzz(func(t *testing.T, data []byte, level float64) {
		d := decode(data[:min(len(data), 40)])
		half := len(d) / 2
		a, b := d[:half], d[half:2*half]
		before := fmt.Sprint(d)
		checkP(t, "SignedRank", SignedRank(d), d)
		if w := Direction(d); w < -1 || w > 1 || !allFinite(d) && w != 0 {
			t.Errorf("Direction(%v) = %d", d, w)
		}
		p, towards := AlignedRanks(a, b)
		checkP(t, "AlignedRanks", p, a, b)
		if towards < -1 || towards > 1 || !allFinite(a, b) && towards != 0 {
			t.Errorf("AlignedRanks(%v, %v) points to %d", a, b, towards)
		}
		third := len(d) / 3
		p, _ = AlignedRanks(d[:third], d[third:2*third], d[2*third:3*third])
		checkP(t, "AlignedRanks", p, d[:3*third])
		checkEstimate(t, "HodgesLehmann", HodgesLehmann(d, level), d)
		checkEstimate(t, "Shift", Shift(a, b, level), a, b)
		checkEstimate(t, "BootstrapMean", BootstrapMean(d, level, 1), d)
		checkP(t, "Friedman", Friedman([][]float64{a, b}), a, b)
		checkP(t, "Friedman", Friedman([][]float64{d[:third], d[third : 2*third], d[2*third : 3*third]}), d[:3*third])
		if n := RoundsNeeded(d, len(d), level); n < 0 || n > maxRounds || !allFinite(d) && n != 0 {
			t.Errorf("RoundsNeeded(%v, %v) = %d", d, level, n)
		}
		for i, p := range Holm(d) {
			if !(p >= 0 && p <= 1) {
				t.Errorf("Holm(%v) has %v at %d, want a probability", d, p, i)
			}
		}
		if m := Median(d); allFinite(d) && len(d) > 0 && !(m >= slices.Min(d) && m <= slices.Max(d)) {
			t.Errorf("Median(%v) = %v", d, m)
		}
		cuts := ChangePoints(d, int(level), min(level, 0.1), 1)
		if !allFinite(d) && cuts != nil || !slices.IsSorted(cuts) {
			t.Errorf("ChangePoints(%v) = %v", d, cuts)
		}
		if after := fmt.Sprint(d); after != before {
			t.Errorf("an argument has changed from %s to %s", before, after)
		}
	})
}

// FuzzNumbers: likewise every function of plain numbers.
func FuzzNumbers(f *testing.F) {
	for i, x := range odd {
		f.Add(x, odd[(i+1)%len(odd)], i, 20)
		f.Add(0.05, x, math.MaxInt, math.MaxInt)
		f.Add(x, x, math.MinInt, -1)
	}
	f.Fuzz(func(t *testing.T, x, y float64, k, n int) {
		if s := Spent(x, y); !(s >= 0 && s <= 1) {
			t.Errorf("Spent(%v, %v) = %v, want a probability", x, y, s)
		}
		if r := FewestRounds(k, x); r < 1 {
			t.Errorf("FewestRounds(%d, %v) = %d, want at least 1", k, x, r)
		}
		e := Proportion(k, n, x)
		if !(e.Lo >= 0 && e.Hi <= 1 && e.Lo <= e.Hi) {
			t.Errorf("Proportion(%d, %d, %v) = %v, want an interval within 0 and 1", k, n, x, e)
		}
		if valid := n > 0 && k >= 0 && k <= n; valid == math.IsNaN(e.Center) {
			t.Errorf("Proportion(%d, %d, %v) = %v", k, n, x, e)
		}
		if e := (Estimate{x, y, x}).Exp(); e.Center != e.Hi && !math.IsNaN(x) {
			t.Errorf("Exp of %v and %v: %v", x, y, e)
		}
	})
}

// TestLarge: no function needs the square of the size of its sample, neither in time nor in
// memory: 50,000 values end.
func TestLarge(t *testing.T) {
	const n = 50_000
	d := make([]float64, n)
	for i := range d {
		d[i] = float64((i*7919)%10007) / 10007 // from 0 to 1, evenly
	}
	if e := HodgesLehmann(d, 0.95); math.Abs(e.Center-0.5) > 1e-3 || !(e.Lo < e.Center && e.Center < e.Hi) || e.Hi-e.Lo > 0.01 {
		t.Errorf("HodgesLehmann = %v, want about 0.5", e)
	}
	if e := Shift(d, d, 0.95); math.Abs(e.Center) > 1e-3 || !(e.Lo <= 0 && 0 <= e.Hi) || e.Hi-e.Lo > 0.01 {
		t.Errorf("Shift = %v, want about 0", e)
	}
	if e := BootstrapMean(d, 0.95, 1); math.Abs(e.Center-0.5) > 1e-3 || e.Hi-e.Lo > 0.01 {
		t.Errorf("BootstrapMean = %v, want about 0.5", e)
	}
	if p := SignedRank(d); p > 1e-9 {
		t.Errorf("SignedRank: p = %v, want next to nothing", p)
	}
	greater := make([]float64, n)
	for i := range d {
		greater[i] = d[i] + 0.5
	}
	if p, towards := MannWhitney(d, greater); p > 1e-9 || towards != 1 {
		t.Errorf("MannWhitney of a shift by half the range: p = %v, %d, want next to nothing, 1", p, towards)
	}
	if p, towards := AlignedRanks(d[1:], d[:n-1]); !(p >= 0 && p <= 1) || towards == 0 {
		t.Errorf("AlignedRanks: p = %v, %d", p, towards)
	}
	if r := RoundsNeeded(d, 3, 0.05); r != 0 {
		t.Errorf("RoundsNeeded = %d, want 0: more than %d", r, maxRounds)
	}
	if p := Friedman([][]float64{d, d}); p > 1e-9 {
		t.Errorf("Friedman of two blocks that agree: p = %v, want next to nothing", p)
	}
	if cuts := ChangePoints(append(d[:600:600], 9, 9, 9, 9, 9, 9, 9, 9), 4, 0.01, 1); !slices.Equal(cuts, []int{600}) {
		t.Errorf("ChangePoints = %v, want 600", cuts)
	}
	for _, n := range []int{1e6, min(1e15, math.MaxInt)} {
		if e := Proportion(n/4, n, 0.95); !(e.Lo < 0.25 && 0.25 < e.Hi && e.Hi-e.Lo < 0.002) {
			t.Errorf("Proportion(a quarter of %d) = %v", n, e)
		}
	}
}

// TestNotFinite holds what the package comment says of values that are not finite.
func TestNotFinite(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		d := []float64{1, 2, x, 3, 4, 5, 6, 7, 8, x}
		checkP(t, "SignedRank", SignedRank(d), d)
		p, towards := AlignedRanks(d, make([]float64, len(d)))
		checkP(t, "AlignedRanks", p, d)
		if towards != 0 || Direction(d) != 0 {
			t.Errorf("%v has a direction", d)
		}
		checkP(t, "Friedman", Friedman([][]float64{d, d}), d)
		checkEstimate(t, "HodgesLehmann", HodgesLehmann(d, 0.95), d)
		checkEstimate(t, "Shift", Shift(d, d, 0.95), d)
		checkEstimate(t, "BootstrapMean", BootstrapMean(d, 0.95, 1), d)
		if cuts := ChangePoints(d, 2, 0.05, 1); cuts != nil {
			t.Errorf("ChangePoints(%v) = %v, want none", d, cuts)
		}
	}
	if got := Holm([]float64{math.NaN(), 0.01, -1, 2}); !slices.Equal(got, []float64{1, 0.03, 0, 1}) {
		t.Errorf("Holm of NaN, 0.01, -1 and 2 = %v, want the impossible to be 1, and what is out of range at its end", got)
	}
	if m := Median([]float64{1, math.NaN(), 2}); !math.IsNaN(m) {
		t.Errorf("Median with NaN = %v, want NaN", m)
	}
	if m := Median([]float64{math.MaxFloat64, math.MaxFloat64}); m != math.MaxFloat64 {
		t.Errorf("Median of the greatest = %v, want the greatest", m)
	}
	for _, c := range []float64{math.NaN(), 1, 2, -0.1} {
		if e := HodgesLehmann([]float64{1, 2, 3, 4, 5, 6, 7}, c); e.Center != 4 || !math.IsInf(e.Lo, -1) || !math.IsInf(e.Hi, 1) {
			t.Errorf("HodgesLehmann at a confidence of %v = %v, want no finite interval", c, e)
		}
	}
	if got := FewestRounds(1, math.NaN()); got != math.MaxInt {
		t.Errorf("FewestRounds at NaN = %d, want more than any", got)
	}
	if got := Friedman([][]float64{{1, 2, 3}, {1, 2}}); got != 1 {
		t.Errorf("Friedman of blocks of different lengths = %v, want 1", got)
	}
}
