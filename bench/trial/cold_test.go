package trial

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// twoKeys is six jobs of 10 ns of the keys a, b, a, b, a, b, which take 100 ns more on a cold
// worker.
func twoKeys(keeps int) []pool.Job[workloads.Task] {
	jobs := make([]pool.Job[workloads.Task], 6)
	for i := range jobs {
		jobs[i] = pool.Job[workloads.Task]{ID: string(rune('0' + i)), Key: string(rune('a' + i%2)),
			Data: workloads.Task{Service: 10, CPU: 10, Seed: uint32(i), Cold: 100, Keeps: keeps}}
	}
	return jobs
}

// TestColdWorkers: what cold workers cost is found by hand, to the nanosecond, by events and
// by goroutines.
func TestColdWorkers(t *testing.T) {
	for _, tt := range []struct {
		workers, keeps int
		want           float64 // makespan, ns
		cold           float64
	}{
		{1, 0, 2*110 + 4*10, 2. / 6},
		{1, 1, 6 * 110, 1},
		{2, 0, 110 + 2*10, 2. / 6}, // both begin cold, with a key each, which they keep in turns
		{3, 0, 110 + 110, 1},       // each worker gets the other key next
	} {
		for _, goroutines := range []bool{false, true} {
			trial := New(twoKeys(tt.keeps), nil, tt.workers)
			trial.Goroutines = goroutines
			m, err := trial.RunVirtual(t.Context(), Discipline(strategies.SharedQueue{}), 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Metrics["makespan"] * 1e9; got != tt.want || m.Metrics["cold"] != tt.cold {
				t.Errorf("%d workers that keep %d keys, goroutines %v: makespan %v ns, cold %v, want %v and %v",
					tt.workers, tt.keeps, goroutines, got, m.Metrics["cold"], tt.want, tt.cold)
			}
		}
	}
}

// TestColdInRealTime: there a cold worker does more, too, in batches, bare batches and streams.
func TestColdInRealTime(t *testing.T) {
	count := 0
	process := func(_ context.Context, job pool.Job[workloads.Task]) (uint64, error) {
		if job.Data.Service == 110 {
			count++
		}
		return 0, nil
	}
	trial := New(twoKeys(0), process, 1)
	m, err := trial.Run(t.Context(), Discipline(strategies.SharedQueue{}))
	if err != nil || count != 2 {
		t.Fatalf("a batch: %v, %d cold jobs, want 2", err, count)
	}
	if _, has := m.Metrics["makespan"]; !has {
		t.Errorf("a batch: %v", m.Metrics)
	}
	count = 0
	trial.Arrive(make([]time.Duration, 6), 0)
	if m, err = trial.Run(t.Context(), Discipline(strategies.SharedQueue{})); err != nil || count != 2 || m.Metrics["cold"] != 2./6 {
		t.Errorf("a stream: %v, %d cold jobs, share %v, want 2 of 6", err, count, m.Metrics["cold"])
	}
	count = 0
	if _, err := New(twoKeys(0), process, 1).RunBare(t.Context(), Discipline(strategies.SharedQueue{})); err != nil || count < 2 || count%2 != 0 {
		t.Errorf("bare batches: %v, %d cold jobs, want two each", err, count)
	}
}

// TestColdNeedsWorkers: of a strategy that is written by hand nobody knows who runs a job.
func TestColdNeedsWorkers(t *testing.T) {
	_, err := New(twoKeys(0), nil, 2).RunVirtual(t.Context(), Strategy(byHand{}), 0)
	if err == nil || !strings.Contains(err.Error(), "does not say which worker runs a job") {
		t.Errorf("error %v", err)
	}
}
