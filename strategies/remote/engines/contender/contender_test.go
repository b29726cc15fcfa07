package contender

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/workloads"
)

// TestMain is a worker process where the environment says so.
func TestMain(m *testing.M) {
	WorkIfAsked()
	os.Exit(m.Run())
}

// named returns a contender with settings.
func named(t *testing.T, name string) *contender {
	t.Helper()
	base, text, set := strings.Cut(name, ":")
	for _, x := range All() {
		if x.Name() != base {
			continue
		}
		if !set {
			return x.(*contender)
		}
		with, err := x.(*contender).With(text)
		if err != nil {
			t.Fatal(err)
		}
		return with.(*contender)
	}
	t.Fatalf("no contender %q", name)
	return nil
}

// jobs returns jobs of a millisecond, whose processor fails here: other processes do them.
func jobs(t *testing.T, n int) *trial.Trial {
	t.Helper()
	all := make([]pool.Job[workloads.Task], n)
	for i := range all {
		all[i].Data.Service = time.Millisecond // waited, none of it computed
	}
	return runs(t, all, 4)
}

func runs(t *testing.T, all []pool.Job[workloads.Task], workers int) *trial.Trial {
	t.Helper()
	runner, err := workloads.NewRunner(workloads.Calibration{Hash: 1, Walk: 1, Alloc: 1, File: 1000}, all)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { runner.Close() })
	return trial.New(all, func(context.Context, pool.Job[workloads.Task]) (uint64, error) {
		return 0, errors.New("this process does no jobs")
	}, workers)
}

// TestEngines: each engine does every job of a batch and of a stream once, with several
// settings, and what it started is gone afterwards.
func TestEngines(t *testing.T) {
	for _, name := range []string{"nats", "nats:1:processes=4", "asynq", "asynq:poll=10ms", "rabbitmq", "river:cooldown=1ms:poll=10ms", "river-sqlite:cooldown=1ms:poll=10ms"} {
		t.Run(name, func(t *testing.T) {
			c := named(t, name)
			defer c.Close()
			for _, stream := range []bool{false, true} {
				tr := jobs(t, 50)
				if stream {
					tr.Arrive(make([]time.Duration, 50), 0)
				}
				m, err := tr.Run(t.Context(), c)
				var missing *servers.NotInstalled
				if errors.As(err, &missing) && os.Getenv(servers.Env) != "required" {
					t.Skipf("NOT TESTED with the %v", err)
				}
				if err != nil {
					t.Fatalf("stream %v: %v", stream, err)
				}
				if m.Metrics["service-mean"] < 0 || len(m.Details) < 2 {
					t.Errorf("stream %v: %v, %v", stream, m.Metrics, m.Details)
				}
				// A job and its result have tens of bytes each, and pass the server.
				bytes, trips := m.Metrics["network-bytes"], m.Metrics["round-trips"]
				if c.file && bytes+trips != 0 || !c.file && (bytes < 200 || bytes > 100_000 || trips <= 0 || trips > 1000) {
					t.Errorf("stream %v: %v bytes and %v round trips a job", stream, bytes, trips)
				}
				if cpu, ok := m.Metrics["server-cpu"]; ok != (c.server != "") || ok && (cpu <= 0 || cpu > 1) {
					t.Errorf("stream %v: server %v s a job, %v", stream, cpu, ok)
				}
				for _, s := range tr.JobSpans() {
					// A timer is never early.
					if d := s.Completed - s.Started; d < time.Millisecond*9/10 {
						t.Errorf("stream %v: a job of a millisecond took %v", stream, d)
					}
				}
			}
			crew := c.session.crew
			if err := c.Close(); err != nil || c.session != nil {
				t.Errorf("Close: %v", err)
			}
			crew.Stop() // at once: it has ended
		})
	}
}

// TestWorkerDies: the run ends when a worker process does.
func TestWorkerDies(t *testing.T) {
	c := named(t, "nats")
	defer c.Close()
	s, err := c.open(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	died := errors.New("it died")
	s.stop(died)
	ctx, stop := s.whileWorking(t.Context())
	defer stop()
	<-ctx.Done()
	if err := context.Cause(ctx); err != died {
		t.Errorf("cause %v, want %v", err, died)
	}
	again, err := c.open(t.Context(), 2)
	if err != nil || again == s {
		t.Errorf("the session whose worker died is used again (error %v)", err)
	}
}

// TestUnknownWorker: a worker process that cannot work is an error at once.
func TestUnknownWorker(t *testing.T) {
	c := &contender{engine: engines[0], settings: settings{prefetch: 1}}
	c.name = "of-nobody" // its workers do not find it
	defer c.Close()
	if _, err := c.open(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "a worker process said") {
		t.Errorf("error %v", err)
	}
}

func TestSettings(t *testing.T) {
	for text, want := range map[string]string{
		"0":                     `prefetch "0": want a whole number, 1 or more`,
		"1:2":                   `"1:2": prefetch is set twice`,
		"processes=0":           `processes "0": want a whole number, 1 or more`,
		"poll=10ms":             `"poll=10ms" is no setting of nats, which has inner (a strategy), prefetch (a whole number), processes (a whole number), workers (a whole number)`,
		"speed=3":               `"speed=3" is no setting of nats, which has inner (a strategy), prefetch (a whole number), processes (a whole number), workers (a whole number)`,
		"prefetch=8:x":          `"prefetch=8:x": prefetch is set twice`,
		"processes=two":         `processes "two": want a whole number, 1 or more`,
		"inner=chunked":         `inner "chunked": want a strategy that has streams`,
		"inner=nobody":          `inner "nobody": want a strategy that has streams`,
		"priority:fair":         `"priority:fair": inner is set twice`,
		"":                      `prefetch "": want a whole number, 1 or more`,
		"workers=0":             `workers "0": want a whole number, 1 or more`,
		"processes=2:workers=2": `"processes=2:workers=2": want processes, or workers of each: those of a comparison are all workers together`,
	} {
		if _, err := named(t, "nats").With(text); err == nil || err.Error() != want {
			t.Errorf("nats:%s: error %v, want %s", text, err, want)
		}
	}
	if _, err := named(t, "asynq").With("poll=0s"); err == nil {
		t.Error("asynq:poll=0s: no error")
	}
	c := named(t, "asynq:8:processes=3:poll=20ms")
	if c.Name() != "asynq:8:processes=3:poll=20ms" || c.prefetch != 8 || c.processes != 3 || c.settings.times["poll"] != 20*time.Millisecond {
		t.Errorf("%s: %+v", c.Name(), c.settings)
	}
	if got, err := c.split(8); err != nil || !slices.Equal(got, []int{3, 3, 2}) {
		t.Errorf("8 workers in 3 processes: %v, error %v", got, err)
	}
	for workers, want := range map[int][]int{1: {1}, 4: {3, 1}, 9: {3, 3, 3}} {
		if got, err := named(t, "nats:workers=3").split(workers); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d workers, three a process: %v, error %v, want %v", workers, got, err, want)
		}
	}
	if got, err := named(t, "nats").split(1); err != nil || !slices.Equal(got, []int{1}) {
		t.Errorf("1 worker: %v, error %v", got, err)
	}
	if _, err := c.split(2); err == nil || err.Error() != "3 processes with 2 workers in all: want at least one worker for each" {
		t.Errorf("2 workers in 3 processes: error %v", err)
	}
}

// TestInner: a process does the jobs that it holds in the order of the inner strategy.
func TestInner(t *testing.T) {
	c := named(t, "nats:priority:64")
	if c.inner.Name() != "priority" || c.prefetch != 64 {
		t.Fatalf("%+v", c.settings)
	}
	defer c.Close()
	all := make([]pool.Job[workloads.Task], 30)
	for i := range all {
		all[i].Data.Service = 10 * time.Millisecond
		if i >= 25 {
			all[i].Priority = 1
		}
	}
	tr := runs(t, all, 1)
	if _, err := tr.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	spans := tr.JobSpans()
	last := 0
	for i, s := range spans {
		if s.Started > spans[last].Started {
			last = i
		}
	}
	if last >= 25 {
		t.Errorf("an urgent job, number %d, began last", last)
	}
}

// TestRealTimeOnly: the command says why an engine is not in virtual time.
func TestRealTimeOnly(t *testing.T) {
	for _, x := range All() {
		if err := bench.CanVirtual(x); err == nil || err.Error() != "its workers are processes of their own" {
			t.Errorf("%s: %v", x.Name(), err)
		}
		if err := bench.CanStream(x); err != nil {
			t.Errorf("%s: %v", x.Name(), err)
		}
	}
}

// TestExplained: a figure that a closed form gives is told as that, and others are not.
func TestExplained(t *testing.T) {
	ms := time.Millisecond
	for _, tt := range []struct {
		name   string
		stream bool
		wait   time.Duration // of each of 1000 jobs
		took   time.Duration
		want   string
	}{
		{"asynq", true, 480 * ms, 0, "idle workers ask every 1s, and jobs wait for that"},
		{"asynq:poll=10ms", true, 480 * ms, 0, ""},
		{"asynq:poll=10ms", true, 4 * ms, 0, "idle workers ask every 10ms, and jobs wait for that"},
		{"asynq", true, 20 * ms, 0, ""}, // busy workers ask at once
		{"nats", true, 480 * ms, 0, ""},
		{"river:50", false, ms, 1050 * ms, "a process asks at most every 100ms, and there were 10 times as many jobs as 2 processes hold"},
		{"river:50", false, ms, 5000 * ms, ""},
		{"river:50:cooldown=1ms", false, ms, 1050 * ms, ""},
	} {
		c := named(t, tt.name)
		d, ok := c.explained(&tally{stream: tt.stream, took: tt.took, waits: slices.Repeat([]time.Duration{tt.wait}, 1000)}, 2)
		if ok != (tt.want != "") || ok && d.Note != tt.want {
			t.Errorf("%s, wait %v, took %v: %v %q, want %q", tt.name, tt.wait, tt.took, ok, d.Note, tt.want)
		}
	}
}
