package content

import (
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func TestDetails(t *testing.T) {
	got := Details(sample.Run(), verdict.Answer{Place: verdict.Place{Workload: "skewed", Workers: 4}})
	want := []string{"work-stealing: steals 400 (median of 8 trials)", "work-stealing: chosen 2 (few long jobs; in 7 of 8 trials)"}
	if !slices.Equal(got, want) {
		t.Errorf("details = %q, want %q", got, want)
	}
}

func TestValue(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{0, "s", "0 s"}, {1.234e-3, "s", "1.23 ms"}, {999.7e-6, "s", "1.00 ms"}, {42e-9, "s/job", "42.0 ns"}, {61, "s", "61.0 s"},
		{131234, "jobs/s", "131k"}, {12.34e6, "jobs/s", "12.3M"}, {0.01, "allocs/job", "0.01"}, {0, "allocs/job", "0"},
		{48, "B/job", "48.0 B"}, {2048, "B/job", "2.00 KiB"}, {0, "B/job", "0 B"}, {0.9712, "1", "97.1 %"}, {-3e-7, "s/job", "-300 ns"},
	} {
		if got := Value(tt.v, tt.unit); got != tt.want {
			t.Errorf("Value(%v, %q) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}
