package verdict

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// nightly returns runs of two contenders, of which the first changes its throughput
// at the given run, in an order that is not that of time.
func nightly(n, at int, cpu string) []Dated {
	rng := rand.New(rand.NewPCG(1, 5))
	var all []Dated
	for i := range n {
		run := &record.Run{Paired: true, Start: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC), Host: record.Host{CPU: cpu}}
		for round := range 5 {
			for _, strategy := range []string{"shared-queue", "chunked"} {
				v := 1000 + 10*rng.NormFloat64()
				if strategy == "shared-queue" && i >= at {
					v *= 0.9
				}
				run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "skewed", Strategy: strategy, Workers: 2, Jobs: 100,
					Metrics: map[string]float64{"throughput": v, "makespan": 1 / v}})
			}
		}
		all = append(all, Dated{fmt.Sprintf("%d.json", i), run})
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func TestHistory(t *testing.T) {
	runs := append(nightly(14, 8, "A"), nightly(4, 2, "B")...)
	all := History(runs, Options{})
	if len(all) != 4 {
		t.Fatalf("%d series, want one per contender and machine", len(all))
	}
	for _, s := range all {
		want := 0
		if s.Strategy == "shared-queue" && s.Machine[0] == 'A' {
			want = 1
		}
		if len(s.Changes) != want {
			t.Errorf("%s on %s: changes %+v, want %d", s.Strategy, s.Machine, s.Changes, want)
		}
		if want == 1 {
			if c := s.Changes[0]; c.At != 8 || c.Verdict != Regressed || s.Points[8].Name != "8.json" || c.Is/c.Was > 0.92 || c.Is/c.Was < 0.88 {
				t.Errorf("change %+v, want 10 %% less from 8.json on", c)
			}
		}
		if s.Points[0].N != 5 || !s.Points[0].Time.Before(s.Points[1].Time) {
			t.Errorf("points %+v, want medians of five rounds, the oldest first", s.Points[:2])
		}
	}
	for _, s := range History(runs, Options{Metric: "makespan"}) {
		if s.Metric != "makespan" || len(s.Changes) > 0 && s.Changes[0].Verdict != Regressed {
			t.Errorf("%+v, want the makespan, of which more is worse", s)
		}
	}
	// What is no longer the same comparison is another series.
	more := nightly(2, 9, "A")
	for i := range more[0].Run.Trials {
		more[0].Run.Trials[i].Jobs = 200
	}
	more[1].Run.Settings.Virtual = true
	if n := len(History(append(nightly(3, 9, "A"), more...), Options{})); n != 6 {
		t.Errorf("%d series, want two each for other jobs and for virtual time", n)
	}
}

// TestHistoryFewest: a plain change shows in so many runs, and none in one run less.
func TestHistoryFewest(t *testing.T) {
	for n := HistoryFewest - 2; n <= HistoryFewest; n++ {
		found := false
		for at := historyStretch; at <= n-historyStretch; at++ {
			for _, s := range History(nightly(n, at, "A"), Options{}) {
				found = found || len(s.Changes) > 0
			}
		}
		if found != (n == HistoryFewest) {
			t.Errorf("%d runs: a change found: %v", n, found)
		}
	}
}
