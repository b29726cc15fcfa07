package verdict

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// classed returns a run of two contenders with the same mean wait, of which one serves the
// urgent sooner, and the other has fewer late jobs.
func classed(also ...string) *record.Run {
	run := &record.Run{Paired: true, Settings: record.Settings{Mode: record.ModeStream, Metric: "wait-mean", Also: also}}
	for round := 1; round <= 10; round++ {
		x := 1 + float64(round)/1000
		for strategy, waits := range map[string][3]float64{"urgent-first": {1, 3, .5}, "in-order": {2, 2, .25}} {
			run.Trials = append(run.Trials, record.Trial{
				Round: round, Workload: "mix", Strategy: strategy, Workers: 2, Load: .9,
				Metrics: map[string]float64{"wait-mean": 2 * x, "late": waits[2] * x},
				Classes: []record.Class{
					{Priority: 7, Jobs: 100, Metrics: map[string]float64{"wait-mean": waits[0] * x}},
					{Priority: 1, Jobs: 100, Metrics: map[string]float64{"wait-mean": waits[1] * x}},
				},
			})
		}
	}
	return run
}

// TestUrgent: where a mean over all jobs says that any will do, the answer still says who
// serves the most urgent ones best.
func TestUrgent(t *testing.T) {
	a := Judge(classed(), Options{}).Answers[0]
	if a.Winner != "" || len(a.Also) != 1 || a.Also[0].Metric != "wait-mean@urgent" || a.Also[0].Winner != "urgent-first" {
		t.Fatalf("%+v", a)
	}
	if got := a.Words(); !strings.HasSuffix(got, "either will do. By urgent wait-mean: urgent-first wins: 0.50× the urgent wait-mean (less is better) of the next best, in-order, over 10 rounds (p = 0.002).") {
		t.Error(got)
	}
	run := classed()
	for i := range run.Trials {
		run.Trials[i].Metrics["throughput"] = 5
	}
	if a := Judge(run, Options{Metric: "throughput"}).Answers[0]; len(a.Also) != 1 || a.Also[0].Metric != "wait-mean@urgent" {
		t.Errorf("by a metric that classes do not have: %+v", a.Also)
	}
	for i := range run.Trials {
		run.Trials[i].Classes = run.Trials[i].Classes[:1]
	}
	if a := Judge(run, Options{}).Answers[0]; len(a.Also) != 0 {
		t.Errorf("of one priority: %+v", a.Also)
	}
}

// TestAlso: every metric that was asked for has an answer, that of a class as well, and
// cells; and then nobody else is spoken of.
func TestAlso(t *testing.T) {
	rep := Judge(classed("late", "wait-mean@1"), Options{})
	a := rep.Answers[0]
	if a.Metric != "wait-mean" || len(a.Also) != 2 || a.Also[0].Winner != "in-order" || a.Also[1].Winner != "in-order" {
		t.Fatalf("%+v", a)
	}
	if want := "the wait-mean of priority 1 (less is better) of the next best"; !strings.Contains(a.Words(), want) {
		t.Errorf("%q lacks %q", a.Words(), want)
	}
	cells := 0
	for _, c := range rep.Cells {
		if c.Metric == "wait-mean@1" && c.Priority == nil {
			cells++
		}
	}
	if cells != 2 {
		t.Errorf("%d cells of the class, want 2", cells)
	}
	a = Judge(classed(), Options{Metric: "wait-mean@7"}).Answers[0]
	if a.Winner != "urgent-first" || *a.Ratio != .5 || len(a.Also) != 0 {
		t.Errorf("by a class: %+v", a)
	}
	a = Judge(classed("wait-mean@3"), Options{}).Answers[0]
	if want := "By wait-mean of priority 3: no answer: no contender has the metric wait-mean of priority 3."; !strings.HasSuffix(a.Words(), want) {
		t.Errorf("%q, want %q", a.Words(), want)
	}
}
