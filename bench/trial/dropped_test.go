package trial

import (
	"math"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestDropped: jobs that a strategy gives up are no failure; their share is a metric of
// its own, and they have no others.
func TestDropped(t *testing.T) {
	const n, keys = 60, 6
	jobs := make([]pool.Job[workloads.Task], n)
	for i := range jobs {
		jobs[i] = pool.Job[workloads.Task]{ID: string(rune('0' + i)), Key: string(rune('a' + i%keys)), Data: workloads.Task{Service: time.Millisecond, CPU: time.Millisecond, Within: time.Hour}}
	}
	coalesce := Discipline(strategies.Coalesce{})
	at := make([]time.Duration, n) // in a stream workers may be quicker than the next arrival
	for name, run := range map[string]func(*Trial) (Measured, error){
		"in real time":             func(x *Trial) (Measured, error) { return x.Run(t.Context(), coalesce) },
		"by events":                func(x *Trial) (Measured, error) { return x.RunVirtual(t.Context(), coalesce, 0) },
		"by goroutines":            func(x *Trial) (Measured, error) { x.Goroutines = true; return x.RunVirtual(t.Context(), coalesce, 0) },
		"in a stream by events":    func(x *Trial) (Measured, error) { x.Arrive(at, 0); return x.RunVirtual(t.Context(), coalesce, 0) },
		"in a stream in real time": func(x *Trial) (Measured, error) { x.Arrive(at, 0); return x.Run(t.Context(), coalesce) },
	} {
		x := New(jobs, nothing, 2)
		m, err := run(x)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		spans := x.JobSpans()
		dropped := float64(n-len(spans)) / n
		if len(spans) < keys || math.Abs(m.Metrics["dropped"]-dropped) > 1e-12 {
			t.Errorf("%s: dropped %v, %d of %d jobs have run", name, m.Metrics["dropped"], len(spans), n)
		}
		if late, ok := m.Metrics["late"]; ok && math.Abs(late-dropped) > 1e-12 || !ok && name != "in real time" {
			t.Errorf("%s: late %v, want what was given up, %v", name, late, dropped)
		}
		if x.arrivals == nil && len(spans) != keys {
			t.Errorf("%s: %d jobs have run, want one of each of %d keys", name, len(spans), keys)
		}
	}
	// A job that is lost and a job that is dropped are two things.
	x := New(jobs, nothing, 2)
	x.unpack()
	if _, err := x.measuredSpans(Report{Dropped: n - 1}, metrics.Observation{}, true); err == nil {
		t.Error("a job did not run, and was not given up: no error")
	}
	if _, err := x.measuredSpans(Report{Dropped: n}, metrics.Observation{}, true); err != errAllDropped {
		t.Errorf("all were given up: %v", err)
	}
}

// TestShared: jobs that share the result of another one do not run, and are no failure.
func TestShared(t *testing.T) {
	const n, keys = 60, 6
	jobs := make([]pool.Job[workloads.Task], n)
	for i := range jobs {
		jobs[i] = pool.Job[workloads.Task]{ID: string(rune('0' + i)), Key: string(rune('a' + i%keys)), Data: workloads.Task{Service: time.Millisecond, CPU: time.Millisecond, Within: time.Hour}}
	}
	coalesce := Discipline(strategies.Coalesce{Share: true})
	at := make([]time.Duration, n)
	for name, run := range map[string]func(*Trial) (Measured, error){
		"in real time":             func(x *Trial) (Measured, error) { return x.Run(t.Context(), coalesce) },
		"by events":                func(x *Trial) (Measured, error) { return x.RunVirtual(t.Context(), coalesce, 0) },
		"by goroutines":            func(x *Trial) (Measured, error) { x.Goroutines = true; return x.RunVirtual(t.Context(), coalesce, 0) },
		"in a stream by events":    func(x *Trial) (Measured, error) { x.Arrive(at, 0); return x.RunVirtual(t.Context(), coalesce, 0) },
		"in a stream in real time": func(x *Trial) (Measured, error) { x.Arrive(at, 0); return x.Run(t.Context(), coalesce) },
	} {
		x := New(jobs, nothing, 2)
		m, err := run(x)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		shared := float64(n-len(x.JobSpans())) / n
		if _, dropped := m.Metrics["dropped"]; dropped || math.Abs(m.Metrics["shared"]-shared) > 1e-12 || shared == 0 && x.arrivals == nil {
			t.Errorf("%s: %v are shared, want %v, and none dropped: %v", name, m.Metrics["shared"], shared, dropped)
		}
		if late := m.Metrics["late"]; late > 0 {
			t.Errorf("%s: %v are late, want none", name, late)
		}
	}
}
