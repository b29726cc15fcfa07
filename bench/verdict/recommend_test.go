package verdict

import (
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// options returns a run of one round with the p99 of each contender by workers.
func options(values map[int]map[string]float64) *record.Run {
	run := &record.Run{}
	for workers, by := range values {
		for name, v := range by {
			tr := record.Trial{Round: 1, Workload: "log", Strategy: name, Workers: workers, Metrics: map[string]float64{"sojourn-p99": v}}
			if v < 0 {
				tr.Metrics, tr.Error = nil, "failed"
			}
			run.Trials = append(run.Trials, tr)
		}
	}
	return run
}

// TestRecommend: the fewest workers that meet the target, the obvious unless another is
// better, and what the obvious would need.
func TestRecommend(t *testing.T) {
	values := map[int]map[string]float64{
		1: {"fifo": 90, "clever": 80, "broken": -1}, 2: {"fifo": 50, "clever": 30, "broken": 1}, 4: {"fifo": 29, "clever": 28.8, "broken": 1}, 8: {"fifo": 28, "clever": 28, "broken": 1},
	}
	for _, k := range []struct {
		limit    float64
		workers  int
		strategy string
		value    float64
		needs    int
		met      bool
	}{
		{35, 2, "clever", 30, 4, true},
		{60, 2, "clever", 30, 2, true}, // the better, if both do
		{29, 4, "fifo", 29, 4, true},   // worse by less than 1 %
		{0, 2, "clever", 30, 4, true},  // within 10 % of 28
		{5, 8, "fifo", 28, 0, false},
	} {
		r, ok := Recommend(options(values), Target{"sojourn-p99", k.limit, "fifo"})
		if !ok || r.Workers != k.workers || r.Strategy != k.strategy || r.Value != k.value || r.Needs != k.needs || r.Met != k.met || len(r.Options) != 4 {
			t.Errorf("limit %v: %+v, want %+v", k.limit, r, k)
		}
	}
	if _, ok := Recommend(options(values), Target{Metric: "makespan"}); ok {
		t.Error("a recommendation by a metric that nobody has")
	}
}
