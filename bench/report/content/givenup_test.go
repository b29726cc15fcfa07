package content

import (
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestGivenUp: who leaves jobs undone is named, with the share.
func TestGivenUp(t *testing.T) {
	trial := func(strategy string, dropped float64) record.Trial {
		m := map[string]float64{"throughput": 1}
		if dropped > 0 {
			m["dropped"] = dropped
		}
		return record.Trial{Strategy: strategy, Workload: "w", Metrics: m}
	}
	run := &record.Run{Trials: []record.Trial{trial("a", 0), trial("b", 0.25), trial("a", 0), trial("b", 0), trial("b", 0.5), trial("b", 0.5)}}
	want := []string{"b gave up 50.0 % of the jobs of w (median of 3 trials in which it did): its other figures cover only the jobs it ran"}
	if got := Warnings(run, &verdict.Report{}); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
