package plan

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/internal/fake"
	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestTimelines: every job once, on a worker that does nothing else meanwhile, whoever
// tells which; in batches and in streams.
func TestTimelines(t *testing.T) {
	w, err := workloads.ByName("priority-mix")
	if err != nil {
		t.Fatal(err)
	}
	untold := fake.Contender{ID: "untold", Do: func(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error) {
		report, err := trial.Discipline(strategies.SharedQueue{}).Run(ctx, workers, jobs, do)
		if err == nil {
			err = report.Complete(&report)
		}
		return trial.Report{}, err
	}}
	for _, p := range []Plan{
		{Contenders: []trial.Contender{trial.Discipline(strategies.WorkStealing{}), untold}},
		{Contenders: []trial.Contender{trial.Discipline(strategies.WorkStealing{})}, Arrivals: workloads.Poisson{}, Loads: []float64{0.5, 0.9}},
	} {
		p.Workloads, p.Workers, p.Jobs, p.Virtual, p.Seed = []workloads.Workload{w}, []int{4}, 300, true, 1
		all, err := p.Timelines(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 {
			t.Fatalf("%d timelines", len(all))
		}
		for _, line := range all {
			if len(line.Jobs) != 300 || line.Workload != "priority-mix" || (line.Load > 0) != (p.Arrivals != nil) {
				t.Errorf("%s at %v: %d jobs", line.Strategy, line.Load, len(line.Jobs))
			}
			jobs := slices.Clone(line.Jobs)
			slices.SortFunc(jobs, func(a, b metrics.JobSpan) int { return cmp.Compare(a.Started, b.Started) })
			var until [4]time.Duration
			for _, j := range jobs {
				if j.Lane < 0 || j.Lane > 3 || j.Started < until[max(0, min(3, j.Lane))] || j.Started < j.Released || j.Completed < j.Started {
					t.Fatalf("%s: %+v, its worker is busy until %v", line.Strategy, j, until)
				}
				until[j.Lane] = j.Completed
			}
		}
	}
}
