package selftest

import (
	"context"
	"errors"
	"testing"
)

// TestTheory holds the strategies to theory, with as many jobs as a test has time
// for: the intervals are as wide as that allows, see Figure. Seeds are fixed, and
// virtual time repeats, so it passes always or never. For more jobs:
//
//	go run ./cmd/compare selftest --theory --jobs 4000000
func TestTheory(t *testing.T) {
	jobs := 200_000
	if raceDetector || testing.Short() {
		jobs = LeastJobs
	}
	n := 0
	err := Theory(t.Context(), Options{Jobs: jobs, Seed: 1}, func(f Figure) {
		n++
		if !f.Agrees() {
			t.Errorf("%s = %.5g ± %.2g, want %.5g (%s) and the interval at most ± %.2g", f.What, f.Measured, f.Half, f.Theory, f.Source, f.Most*f.Theory)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 63 {
		t.Errorf("%d figures, want all of them", n)
	}
}

// TestAgrees: neither a wrong figure nor an imprecise one does.
func TestAgrees(t *testing.T) {
	for _, tt := range []struct {
		Figure
		want bool
	}{
		{Figure{Theory: 2, Measured: 2}, true},
		{Figure{Theory: 2, Measured: 2.001}, false},
		{Figure{Theory: 2, Measured: 2.1, Half: 0.15, Most: 0.1}, true},
		{Figure{Theory: 2, Measured: 1.8, Half: 0.15, Most: 0.1}, false},
		{Figure{Theory: 2, Measured: 2.1, Half: 0.3, Most: 0.1}, false},
	} {
		if got := tt.Agrees(); got != tt.want {
			t.Errorf("%+v agrees: %v, want %v", tt.Figure, got, tt.want)
		}
	}
}

func TestTooFewJobs(t *testing.T) {
	if err := Theory(t.Context(), Options{Jobs: 10}, nil); err == nil {
		t.Error("10 jobs: no error")
	}
}

func TestEstimate(t *testing.T) {
	mean, half := estimate([]float64{1, 2, 3, 4, 5})
	// Standard deviation √2.5, over √5.
	if want := student * 0.70710678; mean != 3 || half < want-1e-6 || half > want+1e-6 {
		t.Errorf("estimate = %v ± %v, want 3 ± %v", mean, half, want)
	}
}

// TestCancel ends with the cause.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	cancel(want)
	if err := Theory(ctx, Options{}, func(Figure) {}); !errors.Is(err, want) {
		t.Errorf("error %v, want the cause", err)
	}
}
