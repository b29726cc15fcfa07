package verdict

import (
	"math"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestOverall: "steady" is at 0.9 of the best on both workloads, "moody" the best
// on one and half of it on the other, and "absent" was not there.
func TestOverall(t *testing.T) {
	run := &record.Run{Paired: true}
	for round := 1; round <= 10; round++ {
		x := 1 + 0.01*float64(round)
		for workload, values := range map[string]map[string]float64{
			"one": {"moody": 1, "steady": 0.9, "leader": 1, "absent": 1},
			"two": {"moody": 0.5, "steady": 0.9, "leader": 1},
		} {
			for name, v := range values {
				run.Trials = append(run.Trials, record.Trial{Round: round, Workload: workload, Strategy: name, Workers: 2,
					Metrics: map[string]float64{"throughput": v * x, "makespan": 1 / (v * x)}})
			}
		}
	}
	for _, metric := range []string{"throughput", "makespan"} {
		got := Judge(run, Options{Metric: metric}).Overall
		if len(got) != 3 {
			t.Fatalf("%s: standings %+v, want those of the three that were at both", metric, got)
		}
		for i, want := range []Standing{
			{"leader", 2, 2, 1, 1, Place{}},
			{"steady", 2, 0, 0.9, 0.9, Place{}},
			{"moody", 2, 1, math.Sqrt(0.5), 0.5, Place{"two", 2, 0}},
		} {
			g := got[i]
			if g.Strategy != want.Strategy || g.Places != want.Places || g.First != want.First ||
				math.Abs(g.OfBest-want.OfBest) > 1e-9 || math.Abs(g.Worst-want.Worst) > 1e-9 || want.At.Workload != "" && g.At != want.At {
				t.Errorf("%s: place %d is %+v, want %+v", metric, i+1, g, want)
			}
		}
	}
	single := *run
	single.Trials = nil
	for _, tr := range run.Trials {
		if tr.Workload == "one" {
			single.Trials = append(single.Trials, tr)
		}
	}
	if got := Judge(&single, Options{}).Overall; len(got) != 0 {
		t.Errorf("one place has standings over all: %+v", got)
	}
}
