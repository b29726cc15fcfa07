package bench

import (
	"context"
	"testing"

	"github.com/go-foundations/poolbench/bench/internal/fake"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// TestRunStranger: one call benchmarks a contender of somebody else's, and none
// but that, on the workloads given.
func TestRunStranger(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lose  int // jobs
		fails bool
	}{
		{"good", 0, false},
		{"forgetful", 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			runs := 0
			stranger := fake.Contender{ID: tt.name, Do: func(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error) {
				runs++
				if len(jobs) != 10 {
					t.Errorf("%d jobs, want 10", len(jobs))
				}
				for _, job := range jobs[tt.lose:] {
					if _, err := do(ctx, job); err != nil {
						return trial.Report{}, err
					}
				}
				return trial.Report{}, nil
			}}
			failed := false
			testing.Benchmark(func(b *testing.B) {
				Run(b, []Contender{stranger}, []workloads.Workload{{Name: "own", DefaultJobs: 10}})
				failed = b.Failed()
			})
			// Two: to warm it up, and to measure it.
			if failed != tt.fails || failed && runs != 1 || !failed && runs < 2 {
				t.Errorf("failed: %v after %d runs, want %v", failed, runs, tt.fails)
			}
		})
	}
}

// TestAnywhere: a pattern also matches below the function, where it does not say otherwise.
func TestAnywhere(t *testing.T) {
	below := func(p string) string {
		const f = "|^BenchmarkExecute$/"
		return p + f + p + f + "./" + p + f + "././" + p
	}
	for pattern, want := range map[string]string{
		"":                   "",
		".":                  ".",
		"Execute":            "Execute",
		"Execute/skewed":     "Execute/skewed",
		"skewed":             below("skewed"),
		"strategy=chunked":   below("strategy=chunked"),
		"skewed|fixed":       below("skewed") + "|" + below("fixed"),
		"skewed/a|fixed/b":   below("skewed/a") + "|" + below("fixed/b"),
		"skewed/(a|b)|Other": below("skewed/(a|b)") + "|" + below("Other"),
		"[|]":                below("[|]"),
		"(":                  "(",
	} {
		if got := anywhere(pattern); got != want {
			t.Errorf("anywhere(%q) = %q, want %q", pattern, got, want)
		}
	}
}

func TestReported(t *testing.T) {
	for names, want := range map[string]int{"": 3, "allocs": 1, "steals, overhead": 2, "all": len(record.Metrics()), "speed": 0, "allocs,": 0} {
		if metrics, err := reported(names); len(metrics) != want || (err != nil) != (want == 0) {
			t.Errorf("reported(%q) = %d metrics, error %v, want %d", names, len(metrics), err, want)
		}
	}
}
