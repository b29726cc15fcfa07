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

// TestAgainst: ratios are to the contender asked for, round by round, in the order of
// medians.
func TestAgainst(t *testing.T) {
	run := &record.Run{Paired: true}
	for i := range 8 {
		for name, factor := range map[string]float64{"a": 1, "b": 2, "c": 0.5} {
			run.Trials = append(run.Trials, record.Trial{Round: i + 1, Strategy: name, Workload: "w",
				Metrics: map[string]float64{record.DefaultMetric: factor * float64(10+7*i%5)}})
		}
	}
	got := Against(run, Place{Workload: "w"}, "a")
	if len(got) != 3 || got[0].Strategy != "b" || got[1].Strategy != "a" || got[2].Strategy != "c" {
		t.Fatalf("%+v", got)
	}
	for i, want := range []float64{2, 1, 0.5} {
		if got[i].Ratio == nil || *got[i].Ratio != want {
			t.Errorf("%s: %+v, want %v", got[i].Strategy, got[i], want)
		}
	}
	// The two exact signed-rank p-values of eight rounds, 1/128, after Holm's correction.
	if got[0].PAdjusted != 2.0/128 || got[1].PAdjusted != 1 || got[0].RatioLo == nil {
		t.Errorf("%+v", got)
	}
	if got := Against(run, Place{Workload: "w"}, "d"); got != nil {
		t.Errorf("against nobody: %+v", got)
	}
}
