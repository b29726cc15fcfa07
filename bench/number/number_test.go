package number

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestValue(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{0, "s", "0 s"}, {1.234e-3, "s", "1.23 ms"}, {8.9e-3, "s", "8.90 ms"}, {0.1925, "s", "192 ms"}, {999.7e-6, "s", "1.00 ms"},
		{42e-9, "s/job", "42.0 ns"}, {-3e-7, "s/job", "-300 ns"}, {1e-12, "s", "0.00100 ns"},
		{59.94, "s", "59.9 s"}, {59.96, "s", "1m0s"}, {72, "s", "1m12s"}, {3599.7, "s", "1h0m"}, {12000, "s", "3h20m"}, {-61, "s", "-1m1s"}, {36e6, "s", "10000 h"},
		{131234, "jobs/s", "131k"}, {12.34e6, "jobs/s", "12.3M"}, {0.01, "allocs/job", "0.0100"}, {0, "allocs/job", "0"}, {12, "allocs/op", "12"},
		{48, "B/job", "48 B"}, {48.5, "B/op", "48.5 B"}, {2048, "B/job", "2.00 KiB"}, {0, "B/job", "0 B"}, {0.9712, "1", "97.1 %"}, {1, "1", "100 %"},
		{1.69e-2, "sec/op", "16.9 ms"}, {1.31, "x", "1.31×"}, {0.998, "x", "0.998×"}, {17, "queries/op", "17.0"}, {2.5, "/job", "2.50"},
	} {
		if got := Value(tt.v, tt.unit); got != tt.want {
			t.Errorf("Value(%v, %q) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
	for got, want := range map[string]string{
		Count(12345): "12345", Count(2.5): "2.50", Count(1e7): "10.0M", Digits(0.25): "0.250", Digits(99.96): "100", Digits(9.996): "10.0", Digits(12345): "12345", Digits(0.0123): "0.0123", Digits(1.5e-7): "1.50e-07",
		Setting(250 * time.Millisecond): "250 ms", Margin(0.02): "2 %", Margin(0.031): "3.1 %", Setting(2 * time.Minute): "2m", Setting(3 * time.Hour): "3h", Setting(90 * time.Second): "1m30s", Setting(1500 * time.Microsecond): "1.5 ms", Duration(9942 * time.Nanosecond): "9.94 µs",
		Beside(0.2501, 0.25): "250.1 ms", Beside(0.19246, 0.25): "192 ms", Beside(0.25, 0.25): "250 ms", Beside(0.24996, 0.25): "249.96 ms",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestThreeDigits: every time, share and size has three digits, or all before the point.
func TestThreeDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		v := r.ExpFloat64() * []float64{1e-9, 1e-6, 1e-3, 1, 40}[r.IntN(5)]
		for _, text := range []string{Digits(v), Time(v), Share(v), Value(1e9*v, "B/op"), Value(1e9*v, "jobs/s")} {
			if strings.ContainsAny(text, "e") || strings.Contains(text, "m") && strings.HasSuffix(text, "s") && !strings.Contains(text, " ") {
				continue // 1.50e-07, 1m12s
			}
			n := strings.TrimRight(text, " nµmskMGKiB%")
			digits := strings.TrimLeft(strings.Replace(n, ".", "", 1), "0")
			x, err := strconv.ParseFloat(n, 64)
			if err != nil || len(digits) != 3 && (strings.Contains(n, ".") || x < 1000) && !strings.HasSuffix(text, "B") {
				t.Fatalf("%v: %q has %d digits, %v", v, text, len(digits), err)
			}
		}
	}
}

// TestRatio: a ratio near 1, or one whose interval only just excludes 1, does not read as
// equality; one whose interval has 1 in it may.
func TestRatio(t *testing.T) {
	for _, k := range []struct {
		ratio, lo, hi float64
		want          string
	}{
		{1.31, 1.27, 1.351, "1.31× (1.27–1.35×)"},
		{0.92, 0.87, 0.997, "0.92× (0.87–0.997×)"},
		{0.92, 0.87, 1.001, "0.92× (0.87–1.00×)"},
		{1.0015, 1.0002, 1.003, "1.002× (1.0002–1.003×)"},
		{1.0003, 1.0001, 1.003, "1.0003× (1.0001–1.003×)"},
		{1.0015, 0.9999, 1.003, "1.002× (1.000–1.003×)"},
		{12.34, 12, 13, "12.3× (12.0–13.0×)"},
		{427.8, 99.4, 1246.4, "428× (99–1246×)"},
		{0.05, 0.04, 0.06, "0.0500× (0.0400–0.0600×)"},
		{2, 2, 2, "2.00×"},
		{1.00000001, 1.000000005, 1.00000002, "<1.0001×"},
		{1.00001, 1.00001, 1.00001, "<1.0001×"},
		{0.99995, 0.99995, 0.99995, ">0.9999×"},
		{1, 1, 1, "1.00×"},
		{1.0003, 1.0003, 1.0003, "1.0003×"},
		{1.0012, 1.00002, 1.003, "1.001× (>1–1.003×)"},
		{0.99996, 0.997, 0.99999, ">0.9999× (0.997–<1×)"},
		{1.00003, 0.99999, 1.003, "1.000× (1.000–1.003×)"},
	} {
		if got := Ratio(&k.ratio, &k.lo, &k.hi); got != k.want {
			t.Errorf("Ratio(%v, %v, %v): %q, want %q", k.ratio, k.lo, k.hi, got, k.want)
		}
	}
	if got := Ratio(new(1.004), nil, nil) + Ratio(nil, nil, nil); got != "1.004×–" {
		t.Errorf("without an interval %q", got)
	}
}

// TestTidy: times of earlier versions are as today's, and nothing else changes.
func TestTidy(t *testing.T) {
	for text, want := range map[string]string{
		"46.2ms": "46.2 ms", "mean 9.942µs, min 52ns, max 1.5s": "mean 9.94 µs, min 52.0 ns, max 1.50 s", "(58ns to 66ns)": "(58.0 ns to 66.0 ns)",
		"1m40s": "1m40s", "--slo p99=50ms": "--slo p99=50ms", "4000 jobs": "4000 jobs", "12 steps": "12 steps", "3sigma": "3sigma", "": "", "mean 9.94 µs": "mean 9.94 µs",
	} {
		if got := Tidy(text); got != want {
			t.Errorf("Tidy(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestTick(t *testing.T) {
	for seconds, want := range map[float64]string{1.001e-6: "1 µs", 9.999e-6: "10 µs", 320.001e-6: "320 µs", 3.2e-6: "3.2 µs", 33e-9: "33 ns", 1: "1 s", 0: "0 s"} {
		if got := Tick(seconds); got != want {
			t.Errorf("Tick(%g) = %q, want %q", seconds, got, want)
		}
	}
}
