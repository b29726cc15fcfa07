package trial

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// threeSliced is jobs of 10, 20 and 40 ns in slices of 10.
func threeSliced() []pool.Job[workloads.Task] {
	jobs := make([]pool.Job[workloads.Task], 3)
	for i, service := range []time.Duration{10, 20, 40} {
		jobs[i] = pool.Job[workloads.Task]{ID: string(rune('0' + i)), Cost: service,
			Data: workloads.Task{Service: service, CPU: service, Seed: uint32(i), Slice: 10}}
	}
	return jobs
}

// TestSlices: when jobs end that take turns is found by hand, to the nanosecond, by events and by
// goroutines.
func TestSlices(t *testing.T) {
	for _, tt := range []struct {
		d    pool.Discipline
		want [3]time.Duration
	}{
		{strategies.RoundRobinSlices{}, [3]time.Duration{10, 40, 70}}, // 0 1 2 1 2 2 2
		{strategies.ShortestRemaining{}, [3]time.Duration{10, 30, 70}},
		{strategies.LongestFirst{}, [3]time.Duration{70, 60, 40}},
	} {
		for _, goroutines := range []bool{false, true} {
			trial := New(threeSliced(), nil, 1)
			trial.Goroutines = goroutines
			m, err := trial.RunVirtual(t.Context(), Discipline(tt.d), 0)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range tt.want {
				if got := trial.ran.completed[i]; got != want {
					t.Errorf("%s, goroutines %v: job %d ends after %v, want %v", tt.d.Name(), goroutines, i, got, want)
				}
			}
			if got := m.Metrics["slices"]; got != 7./3 || trial.Picture() != nil {
				t.Errorf("%s, goroutines %v: %v slices a job, want 7/3, and no picture", tt.d.Name(), goroutines, got)
			}
		}
	}
}

// TestSlicesInRealTime: there jobs are done in slices, too, as batches, bare batches and
// streams; a strategy that is written by hand does them as a whole.
func TestSlicesInRealTime(t *testing.T) {
	var mu sync.Mutex // guards the following
	var calls int
	var work time.Duration
	process := func(_ context.Context, job pool.Job[workloads.Task]) (uint64, error) {
		mu.Lock()
		defer mu.Unlock()
		calls++
		work += job.Data.Service
		return 0, nil
	}
	for _, tt := range []struct {
		name   string
		c      Contender
		run    RunFunc
		stream bool
		want   int // calls
	}{
		{"a batch", Discipline(strategies.Feedback{}), (*Trial).Run, false, 7},
		{"a stream", Discipline(strategies.Feedback{}), (*Trial).Run, true, 7},
		{"bare batches", Discipline(strategies.Feedback{}), (*Trial).RunBare, false, 7},
		{"a batch by hand", Strategy(byHand{}), (*Trial).Run, false, 3},
	} {
		calls, work = 0, 0
		trial := New(threeSliced(), process, 2)
		if tt.stream {
			trial.Arrive(make([]time.Duration, 3), 0)
		}
		m, err := tt.run(trial, t.Context(), tt.c)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if calls%tt.want != 0 || work != time.Duration(calls/tt.want)*70 || tt.name != "bare batches" && calls != tt.want {
			t.Errorf("%s: %d calls for %v, want %d for 70 ns", tt.name, calls, work, tt.want)
		}
		if tt.stream && m.Metrics["slices"] != 7./3 {
			t.Errorf("%s: %v slices a job, want 7/3", tt.name, m.Metrics["slices"])
		}
	}
}

// TestSlicesRefuse: errors say what does not go together.
func TestSlicesRefuse(t *testing.T) {
	_, err := New(threeSliced(), nil, 2).RunVirtual(t.Context(), Discipline(pool.FIFO{}), 2)
	if err == nil || !strings.Contains(err.Error(), "cannot share cores") {
		t.Errorf("on cores: %v", err)
	}
	for _, goroutines := range []bool{false, true} {
		trial := New(threeSliced(), nil, 2)
		trial.Goroutines = goroutines
		trial.Arrive(make([]time.Duration, 3), 0)
		if _, err := trial.RunVirtual(t.Context(), Discipline(strategies.Hedge{}), 0); err == nil || !strings.Contains(err.Error(), "in two copies") {
			t.Errorf("hedge, goroutines %v: %v", goroutines, err)
		}
	}
}
