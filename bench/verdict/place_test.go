package verdict

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// stream returns a run of two contenders at two loads with two priorities, in
// which "slow" takes twice as long, and rounds differ by far more than that.
func stream() *record.Run {
	run := &record.Run{Paired: true, Settings: record.Settings{Mode: record.ModeStream}}
	for round := 1; round <= 10; round++ {
		for _, load := range []float64{0.9, 0.5} {
			for i, name := range []string{"slow", "fast"} {
				v := math.Exp(float64(round*7%10)) * float64(2-i)
				run.Trials = append(run.Trials, record.Trial{
					Round: round, Position: i + 1, Workload: "skewed", Strategy: name, Workers: 4, Jobs: 9, Load: load,
					Metrics: map[string]float64{"sojourn-p99": v, "throughput": 5},
					Classes: []record.Class{{Priority: 7, Jobs: 3, Metrics: map[string]float64{"wait-max": v}}, {Priority: 0, Jobs: 6, Metrics: map[string]float64{"wait-max": 5}}},
				})
			}
		}
	}
	return run
}

// TestLoadsArePlaces judges each load by itself, by how long jobs stay.
func TestLoadsArePlaces(t *testing.T) {
	rep := Judge(stream(), Options{})
	if len(rep.Answers) != 2 || rep.Answers[0].Load != 0.5 || rep.Answers[1].Load != 0.9 {
		t.Fatalf("answers %+v, want one at load 0.5 and one at 0.9", rep.Answers)
	}
	for _, a := range rep.Answers {
		if a.Winner != "fast" || a.Metric != "sojourn-p99" || a.Ratio == nil || math.Abs(*a.Ratio-0.5) > 1e-9 {
			t.Errorf("at load %g: %+v, want fast to win by half the sojourn-p99", a.Load, a)
		}
	}
	if want := "fast wins on skewed at load 0.5: 0.50× the sojourn-p99 (less is better) of the next best, slow, over 10 rounds (p = 0.002)."; rep.Answers[0].Sentence != want {
		t.Errorf("sentence\n%q, want\n%q", rep.Answers[0].Sentence, want)
	}
}

// TestPrioritiesAreRanked: those of one priority against each other, the most
// urgent first.
func TestPrioritiesAreRanked(t *testing.T) {
	var got string
	for _, c := range Judge(stream(), Options{}).Cells {
		if c.Load == 0.5 && c.Priority != nil {
			got += fmt.Sprintf("%d %s %s %g %d\n", *c.Priority, c.Metric, c.Strategy, *c.Ratio, c.Group)
		}
	}
	if want := "7 wait-max fast 1 1\n7 wait-max slow 2 2\n0 wait-max fast 1 1\n0 wait-max slow 1 1\n"; got != want {
		t.Errorf("cells of priorities:\n%swant\n%s", got, want)
	}
}

// TestMetricsThatDecide: the first of those of the mode that there is.
func TestMetricsThatDecide(t *testing.T) {
	for _, tt := range []struct {
		mode, has, want string
	}{
		{record.ModeBatch, "throughput", "throughput"},
		{record.ModeStream, "sojourn-mean", "sojourn-mean"},
		{record.ModeStream, "load-max", "load-max"},
		{record.ModeStream, "steals", "load-max"}, // nothing to decide by
	} {
		run := stream()
		run.Settings.Mode = tt.mode
		for i := range run.Trials {
			run.Trials[i].Metrics = map[string]float64{tt.has: 1, "allocs": 2}
		}
		if rep := Judge(run, Options{}); rep.Metric != tt.want || rep.Answers[0].Metric != tt.want {
			t.Errorf("%s mode with %s: decided by %s, want %s", tt.mode, tt.has, rep.Answers[0].Metric, tt.want)
		}
	}
}

// TestEqualContendersTie: what is the same in every round, as in virtual time, is
// one group, apart from nobody.
func TestEqualContendersTie(t *testing.T) {
	run := stream()
	for i := range run.Trials {
		run.Trials[i].Metrics["sojourn-p99"] = float64(run.Trials[i].Round)
	}
	rep := Judge(run, Options{})
	for _, c := range rep.Cells {
		if c.Metric == "sojourn-p99" && (c.Group != 1 || *c.Ratio != 1 || *c.RatioLo != 1 || *c.RatioHi != 1 || c.PAdjusted != 1) {
			t.Errorf("cell of %s: %+v, want ratio 1 (1–1), p 1, group 1", c.Strategy, c)
		}
	}
	if a := rep.Answers[0]; len(a.Tied) != 2 || !a.AnyWillDo {
		t.Errorf("answer %+v, want a tie in which any will do", a)
	}
}

// TestOrderIsThatOfRounds: who is ahead in every round stands first, whatever the
// medians of values say that differ far more from round to round.
func TestOrderIsThatOfRounds(t *testing.T) {
	run := &record.Run{Paired: true}
	for round := 1; round <= 12; round++ {
		v := math.Exp(float64(round))
		values := map[string]float64{"ahead": v * 1.1, "middle": v, "behind": v * 0.9}
		switch round {
		case 6, 7: // what the medians are made of
			values = map[string]float64{"ahead": v * 1.001, "middle": v * 0.999, "behind": v}
		}
		for name, x := range values {
			run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "w", Strategy: name, Workers: 1, Metrics: map[string]float64{"throughput": x}})
		}
	}
	var names []string
	for _, c := range Judge(run, Options{}).Cells {
		names = append(names, fmt.Sprintf("%s %d", c.Strategy, c.Group))
	}
	if got, want := fmt.Sprint(names), "[ahead 1 middle 2 behind 3]"; got != want {
		t.Errorf("ranking %s, want %s", got, want)
	}
}

// TestSurelyBetterLeads: a contender with a lesser median that is ahead in nearly
// every round is the one that the others are compared with.
func TestSurelyBetterLeads(t *testing.T) {
	run := &record.Run{Paired: true}
	for round := 1; round <= 21; round++ {
		v := math.Exp(float64(round))
		values := map[string]float64{"plain": v, "steady": v * 1.1}
		if round == 11 { // the one that both medians are
			values["steady"] = v * 0.9
		}
		for name, x := range values {
			run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "w", Strategy: name, Workers: 1, Metrics: map[string]float64{"throughput": x}})
		}
	}
	if a := Judge(run, Options{}).Answers[0]; a.Winner != "steady" || *a.RatioLo <= 1 {
		t.Errorf("winner %q by %v (%v–), want steady by more than 1", a.Winner, a.Ratio, a.RatioLo)
	}
}

// TestExact: where nothing was drawn a difference is one, without any chance, and
// sameness is no lack of rounds.
func TestExact(t *testing.T) {
	run := &record.Run{Paired: true, Workloads: []record.Workload{{Name: "trace:x", Exact: true}}}
	for name, v := range map[string]float64{"a": 5, "b": 5, "c": 4.99} {
		run.Trials = append(run.Trials, record.Trial{Round: 1, Workload: "trace:x", Strategy: name, Workers: 2, Metrics: map[string]float64{"throughput": v, "wait-mean": 0}})
	}
	rep := Judge(run, Options{})
	if want := "a and b tie on trace:x, ahead of the rest: a has 1.002× the throughput of the best of the rest, c, on exactly these jobs; either will do; the difference from the rest is under 2 %, so c will do too."; rep.Answers[0].Sentence != want {
		t.Errorf("sentence\n%q, want\n%q", rep.Answers[0].Sentence, want)
	}
	for _, c := range rep.Cells {
		if c.Metric == "wait-mean" && c.Group != 1 {
			t.Errorf("%+v: equal, but not tied", c)
		}
	}
	for metric, want := range map[string]string{
		"throughput": "a wins on trace:x: a throughput less than 0.01 % above that of the next best, b, on exactly these jobs; the difference is under 2 %, so b will do too.",
		"makespan":   "a wins on trace:x: a makespan less than 0.01 % below that of the next best, b, on exactly these jobs; the difference is under 2 %, so b will do too.",
	} {
		run.Trials = run.Trials[:0]
		for i, name := range []string{"a", "b"} {
			v := 5 * (1 + 1e-5*float64(i))
			run.Trials = append(run.Trials, record.Trial{Round: 1, Workload: "trace:x", Strategy: name, Workers: 2, Metrics: map[string]float64{"throughput": 1 / v, "makespan": v}})
		}
		run.Settings.Metric = metric
		if got := Judge(run, Options{}).Answers[0].Sentence; got != want {
			t.Errorf("sentence\n%q, want\n%q", got, want)
		}
	}
	run.Settings.Metric = ""
	run.Trials = run.Trials[:0]
	for _, name := range []string{"a", "b"} {
		run.Trials = append(run.Trials, record.Trial{Round: 1, Workload: "trace:x", Strategy: name, Workers: 2, Metrics: map[string]float64{"throughput": 5}})
	}
	if want := "no difference on trace:x: a and b have the same throughput on exactly these jobs."; Judge(run, Options{}).Answers[0].Sentence != want {
		t.Errorf("sentence\n%q, want\n%q", Judge(run, Options{}).Answers[0].Sentence, want)
	}
}
