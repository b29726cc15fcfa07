package verdict

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// virtualRun returns a run in virtual time of strategies whose makespan and load
// are these factors of what they were.
func virtualRun(factors map[string]float64) *record.Run {
	run := &record.Run{Paired: true, Seed: 3, Settings: record.Settings{Virtual: true}, Workloads: []record.Workload{{Name: "w", Jobs: 9, Mean: 1}}}
	for round := 1; round <= 3; round++ {
		for name, f := range factors {
			x := float64(round) * f
			run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "w", Strategy: name, Workers: 2,
				Metrics: map[string]float64{"makespan": x, "efficiency": 0.5 / f, "idle-backlogged": f - 1},
				Classes: []record.Class{{Priority: 1, Metrics: map[string]float64{"wait-max": x}}, {Priority: 0, Metrics: map[string]float64{"wait-max": 1}}}})
		}
	}
	return run
}

func verdicts(d *Diff, strategy string) string {
	var out []string
	for _, c := range d.Changes {
		if c.Strategy == strategy {
			name := c.Metric
			if c.Priority != nil {
				name += []string{"/0", "/1"}[*c.Priority]
			}
			out = append(out, name+" "+string(c.Verdict))
		}
	}
	return strings.Join(out, ", ")
}

func TestCompare(t *testing.T) {
	base := virtualRun(map[string]float64{"same": 1, "slower": 1, "faster": 1, "hair": 1, "gone": 1})
	head := virtualRun(map[string]float64{"same": 1, "slower": 1.02, "faster": 0.9, "hair": 1.004, "new": 1})
	d, err := Compare(base, head, 0.005)
	if err != nil {
		t.Fatal(err)
	}
	for strategy, want := range map[string]string{
		"same":   "efficiency passed, makespan passed, idle-backlogged passed, wait-max/1 passed, wait-max/0 passed",
		"slower": "efficiency regressed, makespan regressed, idle-backlogged regressed, wait-max/1 regressed, wait-max/0 passed",
		"faster": "efficiency improved, makespan improved, idle-backlogged improved, wait-max/1 improved, wait-max/0 passed",
		"hair":   "efficiency passed, makespan passed, idle-backlogged regressed, wait-max/1 passed, wait-max/0 passed", // from nothing to something is more than any share
		"gone":   "efficiency missing, makespan missing, idle-backlogged missing, wait-max/1 missing, wait-max/0 missing",
		"new":    "",
	} {
		if got := verdicts(d, strategy); got != want {
			t.Errorf("%s: %s\nwant %s", strategy, got, want)
		}
	}
	if !slices.Equal(d.Added, []string{"new"}) || d.Count(Missing) != 5 {
		t.Errorf("added %q, %d missing, want new and 5", d.Added, d.Count(Missing))
	}
	for _, c := range d.Changes {
		if c.Strategy == "slower" && c.Metric == "makespan" && (c.Ratio == nil || *c.Ratio < 1.0199 || *c.Ratio > 1.0201 || c.N != 3 || c.Base != 2) {
			t.Errorf("%+v, want a ratio of 1.02 over 3 rounds", c)
		}
	}
}

// TestCompareFailed: a contender that fails now has vanished, and so has one
// whose rounds are fewer.
func TestCompareFailed(t *testing.T) {
	base, head := virtualRun(map[string]float64{"a": 1, "b": 1}), virtualRun(map[string]float64{"a": 1, "b": 1})
	head.Trials = slices.DeleteFunc(head.Trials, func(t record.Trial) bool { return t.Strategy == "b" && t.Round == 3 })
	for i := range head.Trials {
		if tr := &head.Trials[i]; tr.Strategy == "a" && tr.Round == 2 {
			tr.Error, tr.Metrics, tr.Classes = "lost a job", nil, nil
		}
	}
	d, err := Compare(base, head, 0.005)
	if err != nil {
		t.Fatal(err)
	}
	if d.Count(Missing) != len(d.Changes) {
		t.Errorf("%d of %d missing, want all: %+v", d.Count(Missing), len(d.Changes), d.Changes)
	}
}

// TestCompareRealTime: only allocations are compared.
func TestCompareRealTime(t *testing.T) {
	run := func(allocs, bytes float64) *record.Run {
		return &record.Run{Paired: true, Trials: []record.Trial{{Round: 1, Workload: "w", Strategy: "s", Workers: 1, Metrics: map[string]float64{"allocs": allocs, "bytes": bytes, "throughput": allocs}}}}
	}
	for _, tt := range []struct {
		allocs, bytes float64
		want          string
	}{
		{0.01, 8, "allocs passed, bytes passed"},
		{0.029, 20, "allocs passed, bytes passed"},
		{1.01, 8, "allocs regressed, bytes passed"},
		{0.01, 80, "allocs passed, bytes regressed"},
	} {
		d, err := Compare(run(0.01, 8), run(tt.allocs, tt.bytes), 0.01)
		if err != nil {
			t.Fatal(err)
		}
		if got := verdicts(d, "s"); got != tt.want {
			t.Errorf("allocs %v, bytes %v: %s, want %s", tt.allocs, tt.bytes, got, tt.want)
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	for want, spoil := range map[string]func(base, head *record.Run){
		"no trials":          func(b, _ *record.Run) { b.Trials = nil },
		"has no rounds":      func(_, h *record.Run) { h.Paired = false },
		"seed 3, the head 4": func(_, h *record.Run) { h.Seed = 4 },
		"real time":          func(_, h *record.Run) { h.Settings.Virtual = false },
		"the base has 9 jobs": func(_, h *record.Run) {
			h.Workloads = []record.Workload{{Name: "w", Jobs: 10, Mean: 1}}
		},
	} {
		base, head := virtualRun(map[string]float64{"a": 1}), virtualRun(map[string]float64{"a": 1})
		spoil(base, head)
		if _, err := Compare(base, head, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
