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
			{Strategy: "leader", Places: 2, Judged: 2, First: 2, OfBest: 1, Worst: 1},
			{Strategy: "steady", Places: 2, Judged: 2, OfBest: 0.9, Worst: 0.9, Shown: true},
			{Strategy: "moody", Places: 2, Judged: 2, First: 1, OfBest: math.Sqrt(0.5), Worst: 0.5, At: Place{"two", 2, 0}, Shown: true},
		} {
			g := got[i]
			if g.Strategy != want.Strategy || g.Places != want.Places || g.First != want.First || g.Judged != want.Judged || g.Shown != want.Shown ||
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

// TestOverallSentence claims no more than is known.
func TestOverallSentence(t *testing.T) {
	standing := func(name string, judged, first int) Standing {
		return Standing{Strategy: name, Places: 3, Judged: judged, First: first, OfBest: 0.93}
	}
	for _, k := range []struct {
		all  []Standing
		want string
	}{
		{[]Standing{standing("a", 3, 2), standing("b", 3, 1)}, "no strategy is among the best in all 3 comparisons; a comes closest: 93.0 % of the best on average, and among the best in 2."},
		{[]Standing{standing("a", 3, 2), standing("b", 3, 3)}, "b is the only strategy among the best in all 3 comparisons."},
		{[]Standing{standing("a", 3, 3), standing("b", 3, 3)}, "a and b tie for best in all 3 comparisons."},
		{[]Standing{standing("a", 2, 2), standing("b", 2, 2)}, "a and b tie for best in all 2 of the 3 comparisons that have enough rounds."},
		{[]Standing{standing("a", 0, 0), standing("b", 0, 0)}, "undecided: 5 rounds are too few for 2 contenders (9 needed)."},
		{nil, ""},
	} {
		rep := &Report{Overall: k.all, Answers: make([]Answer, 3)}
		rep.Answers[0] = Answer{TooFew: 9, N: 5}
		if got := rep.OverallSentence(); got != k.want {
			t.Errorf("%q, want %q", got, k.want)
		}
	}
}
