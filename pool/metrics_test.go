package pool_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestMetrics: sums over runs and streams, if they are wanted.
func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := func(ctx context.Context, job Job[int]) (int, error) {
			time.Sleep(time.Duration(job.Data) * time.Second)
			if job.Data == 3 {
				return 0, errFlaky
			}
			return 0, nil
		}
		p := NewWithConfig[int, int](Config{NumWorkers: 2, EnableMetrics: true}).WithProcessor(fails).
			WithDiscipline(rogue{report: func() []Detail { return []Detail{{Name: "mood", Value: 1, Note: "good"}} }})
		if m := p.Metrics(); m.JobsProcessed != 0 || !m.LastUpdated.IsZero() || m.AverageTime != 0 {
			t.Errorf("before anything: %+v", m)
		}
		p.AddJobs(numbered(4))
		p.Run()
		m := p.Metrics()
		if m.JobsProcessed != 4 || m.ErrorCount != 1 || m.TotalDuration != 6*time.Second || m.AverageTime != 1500*time.Millisecond ||
			m.Strategy != "rogue" || len(m.Details) != 1 || m.Details[0].Note != "good" || !m.LastUpdated.Equal(time.Now()) {
			t.Errorf("after a run: %+v", m)
		}
		m.Details[0].Note = "changed"
		p.Start(t.Context())
		for range 2 {
			p.Submit(t.Context(), Job[int]{Data: 1})
		}
		time.Sleep(5 * time.Second) // the workers are idle: what they did is counted
		if m := p.Metrics(); m.JobsProcessed != 6 || m.Details[0].Note != "good" {
			t.Errorf("during a stream: %+v", m)
		}
		p.Close()
		if m := p.Metrics(); m.JobsProcessed != 6 || m.TotalDuration != 8*time.Second {
			t.Errorf("after a stream: %+v", m)
		}
		off := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
		off.AddJobs(numbered(4))
		off.Run()
		if m := off.Metrics(); m.JobsProcessed != 0 {
			t.Errorf("without EnableMetrics: %+v", m)
		}
	})
}

// TestLog: nothing without a logger; runs at debug level, broken strategies at
// error level.
func TestLog(t *testing.T) {
	var b bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double).WithLogger(logger)
	p.AddJobs(numbered(4))
	p.Run()
	for _, want := range []string{"level=DEBUG", "run begins", "run ended", "strategy=shared-queue", "jobs=4", "errors=0"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("log %q: want it to say %q", b.String(), want)
		}
	}
	b.Reset()
	p.WithDiscipline(rogue{pop: func(*rogueQueue, int, []int) int { panic(errBug) }})
	p.AddJobs(numbered(4))
	p.Run()
	if !strings.Contains(b.String(), "level=ERROR") || !strings.Contains(b.String(), "panic: bug") {
		t.Errorf("log of a broken strategy: %q", b.String())
	}
	b.Reset()
	p.WithLogger(nil)
	p.AddJobs(numbered(4))
	p.Run()
	if b.Len() > 0 {
		t.Errorf("log after WithLogger(nil): %q", b.String())
	}
}
