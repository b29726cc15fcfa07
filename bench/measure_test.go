package bench

import (
	"math"
	"slices"
	"testing"
	"time"
)

// TestMeasure holds the metrics to a batch that can be reckoned by hand: two
// workers, jobs of 3, 1 and 2 s, the second idle from 3 s on.
//
//	worker 0: 0–3
//	worker 1: 0–1, 1–3
func TestMeasure(t *testing.T) {
	spans := make([]span, 3)
	for i, s := range [][2]time.Duration{{0, 3}, {0, 1}, {1, 3}} {
		spans[i].started, spans[i].completed = s[0]*time.Second, s[1]*time.Second
	}
	got := measure(spans, 2)
	want := map[string]float64{
		"makespan": 3, "throughput": 1, "efficiency": 1, "sojourn-max": 3,
		"wait-mean": 1.0 / 3, "overhead": 0,
	}
	for name, w := range want {
		if math.Abs(got[name]-w) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, got[name], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("measure of 3 jobs has %d metrics, want %d: no percentile of so few", len(got), len(want))
	}
}

// TestEfficiencyOfLongJob: one job longer than the others together is all that
// any strategy can do.
func TestEfficiencyOfLongJob(t *testing.T) {
	spans := make([]span, 2)
	spans[0].completed = 10 * time.Second
	spans[1].completed = time.Second
	if got := measure(spans, 2)["efficiency"]; got != 1 {
		t.Errorf("efficiency = %v, want 1", got)
	}
	if got, want := measure(spans, 2)["overhead"], (2*10.0-11)/2; got != want {
		t.Errorf("overhead = %v, want %v", got, want)
	}
}

// TestPercentilesNeedJobs: a percentile is there from its number of jobs on.
func TestPercentilesNeedJobs(t *testing.T) {
	for _, p := range percentiles {
		for _, n := range []int{p.jobs - 1, p.jobs} {
			spans := make([]span, n)
			for i := range spans {
				spans[i].completed = time.Duration(i+1) * time.Second
			}
			got, ok := measure(spans, 1)[p.metric]
			if ok != (n >= p.jobs) {
				t.Errorf("%d jobs: %s there: %v, want %v", n, p.metric, ok, !ok)
			}
			if want := math.Ceil(p.q * float64(n)); ok && got != want {
				t.Errorf("%d jobs: %s = %v s, want %v s", n, p.metric, got, want)
			}
		}
	}
}

// TestPercentileMinima checks the numbers of jobs in the table: with fewer, no
// order statistic above the percentile bounds it with the stated confidence.
// The chance that all n jobs lie below the true percentile is qⁿ.
func TestPercentileMinima(t *testing.T) {
	for _, p := range percentiles {
		if p.q == 0.5 {
			continue // never short of jobs
		}
		if all := math.Pow(p.q, float64(p.jobs)); all > 0.0125 {
			t.Errorf("%s from %d jobs: the greatest is below the percentile with chance %.4f, want at most 0.0125", p.metric, p.jobs, all)
		}
		if all := math.Pow(p.q, float64(p.jobs-7)); p.q < 0.999 && all < 0.0112 {
			t.Errorf("%s from %d jobs: more than it takes (%.4f)", p.metric, p.jobs, all)
		}
	}
}

func TestQuantile(t *testing.T) {
	sorted := []time.Duration{1, 2, 3, 4}
	for _, c := range []struct {
		q    float64
		want time.Duration
	}{{0, 1}, {0.25, 1}, {0.26, 2}, {0.5, 2}, {0.75, 3}, {0.99, 4}, {1, 4}} {
		if got := quantile(sorted, c.q); got != c.want {
			t.Errorf("quantile(%v, %v) = %v, want %v", sorted, c.q, got, c.want)
		}
	}
	if !slices.IsSorted(sorted) {
		t.Error("quantile changed its argument")
	}
}
