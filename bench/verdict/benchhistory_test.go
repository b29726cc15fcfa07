package verdict

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestBenchHistory: a figure that changes is found from the run on at which it does,
// machine by machine, whatever order the runs are in.
func TestBenchHistory(t *testing.T) {
	var runs []Noted
	for day := range 12 {
		v := 100 + float64(day*7%5)
		if day >= 6 {
			v *= 1.3
		}
		figures := []NotedFigure{
			{"a A", "sec/op", Lower, v, 6}, {"a A", "jobs/s", Higher, v, 6}, {"a A", "hits/op", "", v, 6}, {"a B", "sec/op", Lower, 100 + float64(day*7%5), 6},
		}
		for _, machine := range []string{"one", "two"} {
			runs = append(runs, Noted{fmt.Sprintf("c%02d", day), time.Date(2026, 5, 1+day, 0, 0, 0, 0, time.UTC), machine, figures})
		}
	}
	slices.Reverse(runs)
	before := slices.Clone(runs)
	all := BenchHistory(runs)
	if len(all) != 8 {
		t.Fatalf("%d series, want 8", len(all))
	}
	for _, s := range all {
		want := map[string]Verdict{"sec/op": Regressed, "jobs/s": Improved, "hits/op": Changed}[s.Unit]
		if s.Benchmark == "a B" {
			if len(s.Changes) != 0 {
				t.Errorf("%s: changes %+v, want none", s.Benchmark, s.Changes)
			}
			continue
		}
		if len(s.Points) != 12 || s.Points[0].Name != "c00" || len(s.Changes) != 1 || s.Changes[0].At != 6 || s.Changes[0].Verdict != want {
			t.Errorf("%s, %s on %s: %d points, changes %+v; want one at 6 that has %s", s.Benchmark, s.Unit, s.Machine, len(s.Points), s.Changes, want)
		}
	}
	if runs[0].Name != before[0].Name || runs[0].Machine != before[0].Machine {
		t.Error("the runs were put into another order")
	}
}
