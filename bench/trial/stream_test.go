package trial

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestStreamRuns: every strategy does every job of a stream once, or says that it
// runs none.
func TestStreamRuns(t *testing.T) {
	trial := New(make([]pool.Job[workloads.Task], 500), nothing, 2)
	schedule := make([]time.Duration, 500)
	for i := range schedule {
		schedule[i] = time.Duration(i) * time.Microsecond
	}
	trial.Arrive(schedule, 50)
	for _, e := range strategies.All() {
		out, err := trial.Run(t.Context(), Discipline(e.New()))
		if e.Batch {
			if err == nil || !strings.Contains(err.Error(), "batches only") {
				t.Errorf("%s: error %v, want one that it runs batches only", e.Name(), err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", e.Name(), err)
			continue
		}
		for _, name := range []string{"throughput", "sojourn-p95", "wait-mean", "slowdown-max", "utilisation", "imbalance", "late-p99", "allocs"} {
			if _, ok := out.Metrics[name]; !ok {
				t.Errorf("%s: no metric %s in %v", e.Name(), name, out.Metrics)
			}
		}
	}
	if _, err := trial.Run(t.Context(), loop("loop", all)); !errors.Is(err, errNoStream) {
		t.Errorf("a contender that runs no streams: error %v, want %v", err, errNoStream)
	}
}

// TestStreamCatches: a failed job leaves no metrics.
func TestStreamCatches(t *testing.T) {
	jobs := make([]pool.Job[workloads.Task], 20)
	jobs[7].Data.Seed = 1
	trial := New(jobs, func(_ context.Context, j pool.Job[workloads.Task]) (uint64, error) {
		if j.Data.Seed == 1 {
			return 0, errors.New("broken")
		}
		return 0, nil
	}, 2)
	trial.Arrive(make([]time.Duration, 20), 0)
	if out, err := trial.Run(t.Context(), Discipline(pool.FIFO{})); err == nil || !strings.Contains(err.Error(), "broken") || out.Metrics != nil {
		t.Errorf("Run = %v, error %v, want no metrics and the job's error", out.Metrics, err)
	}
}

// TestWaitCountsFromTheArrival: jobs wait from when they were to come, whatever
// held the generator up. In virtual time three jobs of 10 on one worker come at
// 0, 1 and 25.
func TestWaitCountsFromTheArrival(t *testing.T) {
	jobs := make([]pool.Job[workloads.Task], 3)
	for i := range jobs {
		jobs[i].Data = workloads.Task{Service: 10 * time.Second, CPU: 10 * time.Second, Seed: uint32(i)}
	}
	trial := New(jobs, nil, 1)
	trial.Arrive([]time.Duration{0, time.Second, 25 * time.Second}, 0)
	out, err := trial.RunVirtual(t.Context(), Discipline(pool.FIFO{}), 0)
	if err != nil {
		t.Fatal(err)
	}
	hold(t, out.Metrics, map[string]float64{
		"wait-mean": 3, "wait-max": 9, "sojourn-max": 19, "slowdown-max": 1.9,
		"utilisation": 30.0 / 35, "throughput": 3.0 / 35, "idle-backlogged": 0,
	})
}

func hold(t *testing.T, got, want map[string]float64) {
	t.Helper()
	for name, w := range want {
		if g, ok := got[name]; !ok || math.Abs(g-w) > 1e-12 {
			t.Errorf("%s = %v (there: %v), want %v", name, g, ok, w)
		}
	}
}
