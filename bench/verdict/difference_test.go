package verdict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// later returns a run in real time: rounds differ by their jobs, which follow from
// the seed, and by noise.
func later(seed, noise uint64, factors map[string]float64) *record.Run {
	jobs := rand.New(rand.NewPCG(seed, 1))
	machine := rand.New(rand.NewPCG(noise, 2))
	run := &record.Run{Paired: true, Seed: seed, Workloads: []record.Workload{{Name: "w", Jobs: 9, Mean: 1}}}
	for round := 1; round <= 20; round++ {
		draw := math.Exp(0.1 * jobs.NormFloat64())
		for _, name := range []string{"a", "b", "c"} {
			if f, ok := factors[name]; ok {
				run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "w", Strategy: name, Workers: 2,
					Metrics: map[string]float64{"throughput": f * draw * math.Exp(0.01*machine.NormFloat64()), "makespan": 1 / (f * draw)}})
			}
		}
	}
	return run
}

// TestDifference: runs with the same jobs are compared round by round, which tells
// a tenth from nothing though rounds differ as much; others may not tell.
func TestDifference(t *testing.T) {
	base := later(1, 1, map[string]float64{"a": 1, "b": 1, "c": 1})
	for _, tt := range []struct {
		name string
		head *record.Run
		want string
	}{
		{"same jobs", later(1, 2, map[string]float64{"a": 1, "b": 0.9, "c": 1.1}), "a passed, b regressed, c improved"},
		{"other jobs", later(2, 3, map[string]float64{"a": 1, "b": 0.7, "c": 1.4}), "a inconclusive, b regressed, c improved"},
		{"vanished", later(1, 4, map[string]float64{"a": 1, "b": 1}), "a passed, b passed, c missing"},
	} {
		d, err := Difference(base, tt.head, 0.05, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range d.Changes {
			if c.Metric != "throughput" {
				t.Errorf("%s: compared by %s, want by what decides", tt.name, c.Metric)
			}
			got = append(got, fmt.Sprintf("%s %s", c.Strategy, c.Verdict))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, strings.Join(got, ", "), tt.want)
		}
		if d.Exact || len(d.Warnings) == 0 || !strings.Contains(d.Warnings[0], "not made in turns") {
			t.Errorf("%s: exact %v, warnings %q, want a warning", tt.name, d.Exact, d.Warnings)
		}
	}
}

// TestDifferenceOfFew: three trials tell nothing.
func TestDifferenceOfFew(t *testing.T) {
	base, head := later(1, 1, map[string]float64{"a": 1}), later(2, 2, map[string]float64{"a": 0.5})
	base.Trials, head.Trials = base.Trials[:3], head.Trials[:3]
	d, err := Difference(base, head, 0.05, Options{})
	if err != nil || d.Changes[0].Verdict != Inconclusive || d.Changes[0].RatioLo != nil {
		t.Errorf("%+v, %v, want inconclusive without an interval", d, err)
	}
}

// TestDifferenceByMetric: less is better of some.
func TestDifferenceByMetric(t *testing.T) {
	base, head := later(1, 1, map[string]float64{"a": 1}), later(1, 2, map[string]float64{"a": 0.5})
	d, err := Difference(base, head, 0.05, Options{Metric: "makespan"})
	if err != nil || len(d.Changes) != 1 || d.Changes[0].Metric != "makespan" || d.Changes[0].Verdict != Regressed || math.Abs(*d.Changes[0].Ratio-2) > 1e-9 {
		t.Errorf("%+v, %v, want twice the makespan to be a regression", d, err)
	}
}

// TestDifferenceInVirtualTime is exact; virtual and real time do not compare.
func TestDifferenceInVirtualTime(t *testing.T) {
	a, b := virtualRun(map[string]float64{"x": 1}), virtualRun(map[string]float64{"x": 1.2})
	d, err := Difference(a, b, 0.05, Options{})
	if err != nil || !d.Exact || d.Count(Regressed) == 0 {
		t.Errorf("%+v, %v, want exact regressions", d, err)
	}
	b.Settings.Virtual = false
	if _, err := Difference(a, b, 0.05, Options{}); err == nil || !strings.Contains(err.Error(), "virtual time") {
		t.Errorf("virtual and real: error %v, want one that says so", err)
	}
}

// TestDifferenceUnderPressure: that one run was disturbed and the other was not is said first.
func TestDifferenceUnderPressure(t *testing.T) {
	calm, busy := 0.05, 0.6
	base, head := later(1, 1, map[string]float64{"a": 1}), later(1, 2, map[string]float64{"a": 1})
	base.Host.Pressure, head.Host.Pressure = &calm, &busy
	d, err := Difference(base, head, 0.05, Options{})
	if err != nil || len(d.Warnings) != 2 || !strings.Contains(d.Warnings[0], "contended for 5 % of the base and 60 % of the head") {
		t.Errorf("warnings %q, %v, want that of pressure first", d.Warnings, err)
	}
	base.Host.Pressure = &busy
	if d, err := Difference(base, head, 0.05, Options{}); err != nil || len(d.Warnings) != 1 {
		t.Errorf("warnings %q, %v, want none of pressure if both are as busy", d.Warnings, err)
	}
}

// TestDifferenceNamesMachines: runs of different hosts say so.
func TestDifferenceNamesMachines(t *testing.T) {
	base, head := later(1, 1, map[string]float64{"a": 1}), later(1, 2, map[string]float64{"a": 1})
	base.Host.CPU, head.Host.CPU = "fast", "slow"
	head.Host.GoVersion = "go2"
	d, err := Difference(base, head, 0.05, Options{})
	if err != nil || len(d.Warnings) != 3 || !strings.Contains(strings.Join(d.Warnings, "\n"), "processor fast, the head with slow") {
		t.Errorf("warnings %q, %v, want those about the processor and about Go", d.Warnings, err)
	}
}

// TestDifferenceCriesNoWolf: of 400 pairs of runs of the same code, hardly any has
// a change beyond the margin, whatever the jobs.
func TestDifferenceCriesNoWolf(t *testing.T) {
	alarms := 0
	const runs = 400
	for i := range uint64(runs) {
		seed := 1 + i%2 // half of them of other jobs
		d, err := Difference(later(1, 2*i, map[string]float64{"a": 1, "b": 1, "c": 1}), later(seed, 2*i+1, map[string]float64{"a": 1, "b": 1, "c": 1}), 0, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d.Count(Regressed)+d.Count(Improved) > 0 {
			alarms++
		}
	}
	if alarms > runs/20 {
		t.Errorf("a change in %d of %d comparisons of the same, want at most 5 %%", alarms, runs)
	}
}
