package verdict

import (
	"math"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// swept is a run with two contenders on two worker counts and two loads, of which the second
// fails at one place.
func swept(rounds int) *record.Run {
	run := &record.Run{Paired: true, Workloads: []record.Workload{{Name: "w"}}}
	run.Settings.Mode, run.Settings.Metric = record.ModeStream, "sojourn-mean"
	for round := 1; round <= rounds; round++ {
		for _, workers := range []int{8, 2} {
			for _, load := range []float64{0.9, 0.5} {
				for i, strategy := range []string{"slow", "fast"} {
					t := record.Trial{Round: round, Workload: "w", Strategy: strategy, Workers: workers, Load: load, Jobs: 10}
					if strategy == "fast" && workers == 8 && load == 0.5 {
						t.Error = "broken"
					} else {
						t.Metrics = map[string]float64{"sojourn-mean": float64(2-i) * (1 + 0.01*float64(round)), "wait-mean": 7}
					}
					run.Trials = append(run.Trials, t)
				}
			}
		}
	}
	return run
}

// TestSweepOf: a surface has a point for each place, in order, and marks the best of each.
func TestSweepOf(t *testing.T) {
	rep := Judge(swept(9), Options{})
	s := SweepOf(rep)
	if s.Sentence != "fast is best, or not shown to differ from the best, in 3 of 4 places." {
		t.Errorf("sentence %q", s.Sentence)
	}
	if len(s.Surfaces) != 2 || len(s.Of("w")) != 2 || s.Of("x") != nil {
		t.Fatalf("%+v", s)
	}
	slow := s.Surfaces[slices.IndexFunc(s.Surfaces, func(x Surface) bool { return x.Strategy == "slow" })]
	var places [][2]float64
	for _, p := range slow.Points {
		places = append(places, [2]float64{float64(p.Workers), p.Load})
		alone := p.Workers == 8 && p.Load == 0.5
		if p.First != alone || p.N != 9 || p.Ratio == nil || !alone && math.Abs(*p.Ratio-2) > 1e-9 {
			t.Errorf("slow at %+v", p)
		}
	}
	if want := [][2]float64{{2, 0.5}, {2, 0.9}, {8, 0.5}, {8, 0.9}}; !slices.Equal(places, want) {
		t.Errorf("places %v, want %v", places, want)
	}
	workers, loads := Axes(s.Surfaces)
	if !slices.Equal(workers, []int{2, 8}) || !slices.Equal(loads, []float64{0.5, 0.9}) {
		t.Errorf("axes %v, %v", workers, loads)
	}
	if p, ok := slow.At(8, 0.9); !ok || p.Workers != 8 || p.Load != 0.9 {
		t.Errorf("At(8, 0.9) = %+v, %v", p, ok)
	}
	if _, ok := slow.At(9, 0.9); ok {
		t.Error("a point at 9 workers")
	}
	few := SweepOf(Judge(swept(2), Options{}))
	for _, x := range few.Surfaces {
		for _, p := range x.Points {
			if p.First && !(p.Workers == 8 && p.Load == 0.5) {
				t.Errorf("%s is first at %+v after two rounds", x.Strategy, p)
			}
		}
	}
}
