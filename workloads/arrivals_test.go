package workloads

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestGapsHoldTheMoments draws half a million gaps. The mean of independent ones
// has the standard deviation √(SCV/n), that of a bursty process √(dispersion/n);
// five of them never fail by chance with a seed that passed once.
func TestGapsHoldTheMoments(t *testing.T) {
	const n = 500_000
	for _, c := range []struct {
		a               Arrivals
		scv, dispersion float64
	}{
		{Poisson{}, 1, 1},
		{Gamma{}, 4, 4},
		{Gamma{Var: 0.25}, 0.25, 0.25},
		{Gamma{Even: true}, 0, 0},
		{Bursty{}, math.NaN(), Bursty{}.Dispersion()},
		{Bursty{Ratio: 1}, 1, 1},
		{Bursty{Ratio: 40}, math.NaN(), Bursty{Ratio: 40}.Dispersion()},
	} {
		next := c.a.Gaps(rand.New(rand.NewPCG(1, 2)))
		var sum, squares float64
		for range n {
			x := next()
			if x < 0 {
				t.Fatalf("%s: gap %v", c.a.Name(), x)
			}
			sum += x
			squares += (x - 1) * (x - 1)
		}
		if tol := 5*math.Sqrt(c.dispersion/n) + 1e-9; math.Abs(sum/n-1) > tol {
			t.Errorf("%s: mean of %d gaps %v, want 1 ± %v", c.a.Name(), n, sum/n, tol)
		}
		// The variance of squares of Gamma gaps: kurtosis 3+6·SCV.
		if tol := 5*c.scv*math.Sqrt((2+6*c.scv)/n) + 1e-9; math.Abs(squares/n-c.scv) > tol {
			t.Errorf("%s: SCV of %d gaps %v, want %v ± %v", c.a.Name(), n, squares/n, c.scv, tol)
		}
	}
}

// TestBurstyDispersion counts arrivals in windows so long that many bursts come
// and go in each. The variance of 5,000 counts is known to 2 % (√(2/n)), five
// times that is 10 %, and the finite window takes a little off.
func TestBurstyDispersion(t *testing.T) {
	const windows, length = 5000, 1000
	for _, b := range []Bursty{{}, {Ratio: 1}, {Ratio: 40}} {
		next := b.Gaps(rand.New(rand.NewPCG(3, 4)))
		counts := make([]float64, windows)
		for at := next(); at < windows*length; at += next() {
			counts[int(at/length)]++
		}
		var sum, squares float64
		for _, c := range counts {
			sum += c
			squares += c * c
		}
		mean := sum / windows
		got, want := (squares/windows-mean*mean)/mean, b.Dispersion()
		if math.Abs(got/want-1) > 0.1 {
			t.Errorf("%s: index of dispersion %v, want %v ± 10 %%", b.Name(), got, want)
		}
	}
}

func TestSchedule(t *testing.T) {
	for _, a := range AllArrivals() {
		s, err := Schedule(a, 10_000, 1e6, 7)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Schedule(a, 10_000, 1e6, 7)
		other, _ := Schedule(a, 10_000, 1e6, 8)
		if !slices.Equal(s, again) {
			t.Errorf("%s: two schedules of one seed differ", a.Name())
		}
		if slices.Equal(s, other) != (a == AtOnce{}) {
			t.Errorf("%s: schedules of two seeds are equal: %v", a.Name(), slices.Equal(s, other))
		}
		if !slices.IsSorted(s) {
			t.Errorf("%s: not ascending", a.Name())
		}
		slow, _ := Schedule(a, 10_000, 2e6, 7)
		for i := range s {
			if d := slow[i] - 2*s[i]; d < -1 || d > 1 {
				t.Fatalf("%s: job %d comes at %v, and with twice the gap at %v", a.Name(), i, s[i], slow[i])
			}
		}
	}
	// A gap of 1.5 ns rounded by itself would be 2 ns.
	if s, _ := Schedule(Gamma{Even: true}, 1000, 3, 1); s[999] != 3000 {
		t.Errorf("1000 even gaps of 3 ns end at %v", s[999])
	}
	if s, _ := Schedule(Gamma{Even: true}, 1000, 0.111, 1); s[999] != 111 {
		t.Errorf("1000 even gaps of 0.111 ns end at %v", s[999])
	}
	for _, mean := range []float64{-1, math.NaN(), math.Inf(1), math.MaxInt64 / 2} {
		if _, err := Schedule(Poisson{}, 100, mean, 1); err == nil || !strings.Contains(err.Error(), "mean gap") {
			t.Errorf("mean gap %v: error %v, want one about the mean gap", mean, err)
		}
	}
}

func TestArrivalsByName(t *testing.T) {
	for name, want := range map[string]Arrivals{
		"at-once": AtOnce{}, "poisson": Poisson{}, "bursty": Bursty{}, "bursty:20": Bursty{Ratio: 20},
		"gamma": Gamma{}, "gamma:0.5": Gamma{Var: 0.5}, "gamma:0": Gamma{Even: true},
	} {
		got, err := ArrivalsByName(name)
		if err != nil || got != want || got.Name() != name {
			t.Errorf("ArrivalsByName(%q): %#v named %q, %v, want %#v", name, got, got.Name(), err, want)
		}
	}
	for name, want := range map[string]string{
		"poison": "unknown (have at-once, poisson, bursty, gamma)", "poisson:2": "takes no parameter",
		"gamma:x": "want a number", "gamma:-1": "want 0 to 1000", "bursty:0.5": "want 1 or more", "bursty:NaN": "want 1 or more",
	} {
		if _, err := ArrivalsByName(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ArrivalsByName(%q): error %v, want %q", name, err, want)
		}
	}
	_, err := ArrivalsByName("poison")
	if unknown := (*UnknownArrivalsError)(nil); !errors.As(err, &unknown) || unknown.Name != "poison" {
		t.Errorf("error %#v, want an *UnknownArrivalsError", err)
	}
}

func TestRealiseArrivals(t *testing.T) {
	s, err := Schedule(Poisson{}, 100_000, 1e6, 5)
	if err != nil {
		t.Fatal(err)
	}
	a := RealiseArrivals(s)
	// Five standard deviations each: 1/√n, √8/√n, √2/√(n/100).
	if math.Abs(a.Rate/1000-1) > 0.016 || math.Abs(a.SCV-1) > 0.045 || math.Abs(a.Dispersion-1) > 0.23 {
		t.Errorf("Poisson at 1000/s: %v", a)
	}
	even, _ := Schedule(Gamma{Even: true}, 2000, 1e9, 1)
	if got, want := RealiseArrivals(even).String(), "1.00 arrivals/s, SCV of gaps 0, index of dispersion"; !strings.HasPrefix(got, want) {
		t.Errorf("even gaps: %q, want %q", got, want)
	}
	for _, s := range [][]time.Duration{nil, {0, 0}} {
		if got := RealiseArrivals(s).String(); got != "all at once" {
			t.Errorf("RealiseArrivals(%v): %q, want \"all at once\"", s, got)
		}
	}
	if got := RealiseArrivals(s[:100]); !math.IsNaN(got.Dispersion) {
		t.Errorf("100 jobs: index of dispersion %v, want none", got.Dispersion)
	}
}

// TestRealiseLongArrivals: a schedule longer than a float64 holds whole nanoseconds (2^53
// ns are 104 days) has its windows, too, and so has one as long as a schedule can be.
func TestRealiseLongArrivals(t *testing.T) {
	for _, span := range []time.Duration{1<<53 - 1, 1 << 53, 105 * 24 * time.Hour, math.MaxInt64} {
		s := make([]time.Duration, 2001)
		for i := range s {
			s[i] = span / 2000 * time.Duration(i)
		}
		s[2000] = span
		if a := RealiseArrivals(s); !(a.Dispersion < 0.1) {
			t.Errorf("even gaps over %v: %+v, want an index of dispersion near 0", span, a)
		}
	}
}
