package verdict

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// mirrored trades base and head. The control is the base once more: that of the mirrored
// figure is the head.
func mirrored(p Paired) Paired {
	p.Base, p.Head, p.Control = p.Head, p.Base, p.Head
	return p
}

var mirrors = map[Verdict]Verdict{Regressed: Improved, Improved: Regressed, Passed: Passed, Inconclusive: Inconclusive, Unusable: Unusable, Reported: Reported}

// checkMirror fails unless trading base and head mirrors the verdict, and trading lower and
// higher does as well. The control of both is the base, to the digit.
func checkMirror(t *testing.T, p Paired, margin float64) {
	t.Helper()
	p.Control = p.Base
	one, other := Gate([]Paired{p}, margin, 0.05), Gate([]Paired{mirrored(p)}, margin, 0.05)
	f, g := one.Figures[0], other.Figures[0]
	if one.Disturbed || other.Disturbed {
		t.Fatalf("%+v: a control that is the base differs from it", p)
	}
	if g.Verdict != mirrors[f.Verdict] || g.PAdjusted != f.PAdjusted || g.More != f.More || g.Changed != f.Changed {
		t.Errorf("%s %v against %v is %s (p %v, more %d), and turned around %s (p %v, more %d)", p.Unit, p.Head, p.Base, f.Verdict, f.PAdjusted, f.More, g.Verdict, g.PAdjusted, g.More)
	}
	if f.Verdict == Reported || f.Verdict == Unusable {
		return
	}
	back := p
	back.Better = map[Better]Better{Lower: Higher, Higher: Lower}[f.Better]
	if h := Gate([]Paired{back}, margin, 0.05).Figures[0]; h.Verdict != mirrors[f.Verdict] {
		t.Errorf("%s %v against %v is %s, and %s if %s is better", p.Unit, p.Head, p.Base, f.Verdict, h.Verdict, back.Better)
	}
}

// FuzzMirror: for any values whatever, trading base and head turns regressed into improved,
// and changes nothing else. Each byte is one of a few values that are likely to make
// trouble, or a small whole number; 255 is followed by eight bytes of a float64.
func FuzzMirror(f *testing.F) {
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1, 1e-300, 1 << 53}
	units := []string{"sec/op", "allocs/op", "B/op", "jobs/s", "hits/op"}
	f.Add([]byte{}, uint8(0), 0.02)
	for u := range units {
		f.Add([]byte{100, 100, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101}, uint8(u), 0.02)
		f.Add([]byte{64, 65, 64, 65, 64, 65, 64, 64, 64, 66, 64, 65, 64, 65, 64, 64, 64, 64}, uint8(u), 0.0)
		f.Add([]byte{60, 65, 60, 65, 60, 65, 60, 65, 60, 65, 60, 65, 60, 65, 64, 64, 64, 64}, uint8(u), 0.3)
		f.Add([]byte{64, 200, 64, 201, 64, 203, 65, 204, 65, 206, 207, 208}, uint8(u), 0.02)
	}
	f.Fuzz(func(t *testing.T, data []byte, unit uint8, margin float64) {
		p := Paired{Name: "B", Unit: units[int(unit)%len(units)]}
		if p.Unit == "hits/op" && unit >= 128 {
			p.Better = Lower
		}
		sides := []*[]float64{&p.Base, &p.Head}
		data = data[:min(len(data), 80)]
		for i := 0; len(data) > 0; i++ {
			b := data[0]
			data = data[1:]
			v := float64(b) - 64
			if b >= 200 && b < 255 {
				v = odd[int(b)%len(odd)]
			}
			if b == 255 && len(data) >= 8 {
				v, data = math.Float64frombits(binary.LittleEndian.Uint64(data)), data[8:]
			}
			*sides[i%2] = append(*sides[i%2], v)
		}
		checkMirror(t, p, margin)
		p.Margin = &margin
		checkMirror(t, p, 0.02)
	})
}

// TestMirror: likewise for figures as benchmarks have them, whatever their unit.
func TestMirror(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	seen := make(map[Verdict]int)
	for i := range 3000 {
		p := Paired{Name: "B", Unit: []string{"sec/op", "allocs/op", "B/op", "jobs/s"}[i%4]}
		factor := []float64{1, 1.01, 1.1, 0, -1}[rng.IntN(5)]
		often := []float64{0.05, 0.4, 1}[rng.IntN(3)]
		noise := []float64{0, 0.02, 0.3}[rng.IntN(3)]
		low := float64(rng.IntN(3) - 1)
		for range 6 + rng.IntN(15) {
			base := low * 100 * math.Exp(noise*rng.NormFloat64())
			head := low * 100 * math.Exp(noise*rng.NormFloat64())
			if rng.Float64() < often {
				head = head*factor + float64(rng.IntN(2))
			}
			if rng.IntN(2) == 0 {
				base, head = math.Round(base), math.Round(head)
			}
			p.Base, p.Head = append(p.Base, base), append(p.Head, head)
		}
		checkMirror(t, p, 0.02)
		p.Control = p.Base
		seen[Gate([]Paired{p}, 0.02, 0.05).Figures[0].Verdict]++
	}
	for _, v := range []Verdict{Passed, Regressed, Improved, Inconclusive} {
		if seen[v] < 50 {
			t.Errorf("%d figures are %s: the test hardly sees any (%v)", seen[v], v, seen)
		}
	}
}

// TestBelowZero: values of 0 and less have no ratio, and are judged by shares; the margin
// holds for them as well.
func TestBelowZero(t *testing.T) {
	times := func(factor float64, values ...float64) []float64 {
		out := slices.Clone(values)
		for i := range out {
			out[i] *= factor
		}
		return out
	}
	base := []float64{-10, -11, -12, -13, -10.5, -11.5, -12.5, -13.5}
	for _, tt := range []struct {
		name string
		head []float64
		want Verdict
	}{
		{"the same", base, Passed},
		{"one in a thousand more", times(0.999, base...), Passed},
		{"a tenth more", times(0.9, base...), Regressed},
		{"a tenth less", times(1.1, base...), Improved},
		{"now above 0", times(-1, base...), Regressed},
	} {
		f := Gate([]Paired{{Unit: "sec/op", Base: base, Head: tt.head, Control: base}}, 0.02, 0.05).Figures[0]
		if f.Verdict != tt.want || tt.name != "the same" && (f.Ratio != nil || f.Share == nil || f.ShareLo == nil) {
			t.Errorf("%s: %s, %+v, want %s and a share with its interval", tt.name, f.Verdict, f, tt.want)
		}
	}
}
