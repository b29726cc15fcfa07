package verdict

import (
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestMedians: at one place, of those that did not fail, the best first, with an interval
// as soon as there are trials for one.
func TestMedians(t *testing.T) {
	run := &record.Run{}
	add := func(strategy, workload string, value float64, failed string) {
		tr := record.Trial{Strategy: strategy, Workload: workload, Workers: 2, Error: failed}
		if failed == "" {
			tr.Metrics = map[string]float64{record.DefaultMetric: value, "makespan": 1 / value}
		}
		run.Trials = append(run.Trials, tr)
	}
	for i := range 6 {
		add("a", "here", 10+float64(i), "")
	}
	add("b", "here", 20, "")
	add("b", "there", 1, "")
	add("c", "here", 30, "")
	add("c", "here", 0, "no")
	got := Medians(run, Place{Workload: "here", Workers: 2})
	if len(got) != 2 || got[0].Strategy != "b" || got[0].Median != 20 || got[0].Lo != nil || got[0].N != 1 {
		t.Fatalf("%+v", got)
	}
	if a := got[1]; a.Strategy != "a" || a.Median != 12.5 || a.Lo == nil || *a.Lo != 10 || *a.Hi != 15 || a.Unit == "" {
		t.Errorf("%+v", a)
	}
	run.Settings.Metric = "makespan"
	if got := Medians(run, Place{Workload: "here", Workers: 2}); len(got) != 2 || got[0].Metric != "makespan" || got[0].Strategy != "b" {
		t.Errorf("by makespan, of which less is better: %+v", got)
	}
	if got := Medians(run, Place{Workload: "nowhere"}); got != nil {
		t.Errorf("nowhere: %+v", got)
	}
}
