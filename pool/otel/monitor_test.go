package otel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/pool/otel"
	global "go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// collect returns a line for each series that a reader has.
func collect(t *testing.T, reader metric.Reader) []string {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, scope := range all.ScopeMetrics {
		if scope.Scope.Name != otel.Scope {
			t.Errorf("scope %q, want %q", scope.Scope.Name, otel.Scope)
		}
		for _, m := range scope.Metrics {
			name := strings.TrimPrefix(m.Name, "poolbench.pool.")
			line := func(of attribute.Set, value any) {
				attributes := strings.ReplaceAll(of.Encoded(attribute.DefaultEncoder()), "poolbench.", "")
				lines = append(lines, fmt.Sprintf("%s %s: %v %s", name, attributes, value, m.Unit))
			}
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				if now := strings.HasSuffix(name, "ing"); data.IsMonotonic == now {
					t.Errorf("%s: monotonic is %v", name, data.IsMonotonic)
				}
				for _, p := range data.DataPoints {
					line(p.Attributes, p.Value)
				}
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					line(p.Attributes, fmt.Sprintf("%d, sum %g", p.Count, p.Sum))
					if n := len(p.Bounds); n != 27 || p.Bounds[0] != 1e-6 || p.Bounds[n-1] != 500 || !slices.IsSorted(p.Bounds) {
						t.Errorf("%s: bounds %v", name, p.Bounds)
					}
				}
			default:
				t.Errorf("%s: data %T", name, data)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func check(t *testing.T, when string, reader metric.Reader, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := collect(t, reader); !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func start(t *testing.T, p *pool.WorkerPool[time.Duration, int], jobs ...pool.Job[time.Duration]) {
	t.Helper()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, job := range jobs {
		if err := p.Submit(t.Context(), job); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMonitor: what a reader sees while a pool runs, and when it has ended.
func TestMonitor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := metric.NewManualReader()
		m, err := otel.New(otel.Config{Name: "p", Provider: metric.NewMeterProvider(metric.WithReader(reader))})
		if err != nil {
			t.Fatal(err)
		}
		failing := errors.New("failing")
		p := pool.NewWithConfig[time.Duration, int](pool.Config{NumWorkers: 1, BufferSize: 8, MaxRetries: 1, RetryDelay: time.Second, HonorDeadlines: true}).
			WithProcessor(func(_ context.Context, job pool.Job[time.Duration]) (int, error) {
				time.Sleep(job.Data)
				if job.ID == "fails" {
					return 0, failing
				}
				return 0, nil
			}).WithoutResults().WithMonitor(m)
		now := time.Now()
		start(t, p,
			pool.Job[time.Duration]{Data: 2 * time.Second},
			pool.Job[time.Duration]{Data: 4 * time.Second},
			pool.Job[time.Duration]{Data: time.Second, ID: "fails"},
			pool.Job[time.Duration]{Data: time.Hour, Deadline: now.Add(time.Second)},
			pool.Job[time.Duration]{Data: time.Second, Created: now.Add(time.Hour)},
		)
		time.Sleep(time.Second)
		check(t, "after 1 s", reader,
			"jobs.queued pool.name=p: 5 {job}",
			"jobs.waiting pool.name=p: 4 {job}",
			"jobs.running pool.name=p: 1 {job}",
			"attempts pool.name=p: 1 {attempt}",
			"job.wait pool.name=p: 1, sum 0 s",
		)
		p.Close()
		check(t, "in the end", reader,
			"jobs.queued pool.name=p: 5 {job}",
			"jobs.waiting pool.name=p: 0 {job}",
			"jobs.running pool.name=p: 0 {job}",
			"attempts pool.name=p: 5 {attempt}",
			"jobs.done job.outcome=success,pool.name=p: 3 {job}",
			"jobs.done job.outcome=failure,pool.name=p: 1 {job}",
			"jobs.done job.outcome=dropped,pool.name=p: 1 {job}",
			"job.wait pool.name=p: 4, sum 8 s", // 0, 2, 6 and, as it is released in an hour, 0
			"job.service job.outcome=success,pool.name=p: 3, sum 7 s",
			"job.service job.outcome=failure,pool.name=p: 1, sum 2 s",
		)
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(collect(t, reader), "\n"); strings.Contains(got, "waiting") || strings.Contains(got, "running") || !strings.Contains(got, "queued") {
			t.Errorf("after Close:\n%s", got)
		}
	})
}

// TestSkipped: jobs that wait when the context ends have an outcome of their own.
func TestSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := metric.NewManualReader()
		m, err := otel.New(otel.Config{Name: "p", Provider: metric.NewMeterProvider(metric.WithReader(reader))})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithMonitor(m).
			WithProcessor(func(ctx context.Context, _ pool.Job[int]) (int, error) {
				<-ctx.Done()
				return 0, ctx.Err()
			})
		p.AddJobs(make([]pool.Job[int], 3))
		if _, err := p.RunContext(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("RunContext: %v, want %v", err, context.DeadlineExceeded)
		}
		check(t, "in the end", reader,
			"jobs.queued pool.name=p: 3 {job}",
			"jobs.waiting pool.name=p: 0 {job}",
			"jobs.running pool.name=p: 0 {job}",
			"attempts pool.name=p: 1 {attempt}",
			"jobs.done job.outcome=failure,pool.name=p: 1 {job}",
			"jobs.done job.outcome=skipped,pool.name=p: 2 {job}",
			"job.wait pool.name=p: 1, sum 0 s",
			"job.service job.outcome=failure,pool.name=p: 1, sum 1 s",
		)
	})
}

// TestPools: two pools of one provider are told apart by name.
func TestPools(t *testing.T) {
	reader := metric.NewManualReader()
	provider := metric.NewMeterProvider(metric.WithReader(reader))
	for i, name := range []string{"a", "b"} {
		m, err := otel.New(otel.Config{Name: name, Provider: provider})
		if err != nil {
			t.Fatal(err)
		}
		m.Queued(i + 1)
	}
	check(t, "two pools", reader,
		"jobs.queued pool.name=a: 1 {job}",
		"jobs.queued pool.name=b: 2 {job}",
		"jobs.waiting pool.name=a: 1 {job}",
		"jobs.waiting pool.name=b: 2 {job}",
		"jobs.running pool.name=a: 0 {job}",
		"jobs.running pool.name=b: 0 {job}",
	)
}

// TestGlobalProvider: without a provider the global one is used.
func TestGlobalProvider(t *testing.T) {
	reader := metric.NewManualReader()
	before := global.GetMeterProvider()
	defer global.SetMeterProvider(before)
	global.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	m, err := otel.New(otel.Config{Name: "p"})
	if err != nil {
		t.Fatal(err)
	}
	m.Queued(1)
	check(t, "global", reader,
		"jobs.queued pool.name=p: 1 {job}",
		"jobs.waiting pool.name=p: 1 {job}",
		"jobs.running pool.name=p: 0 {job}",
	)
}

// TestNoName: a pool without a name is refused.
func TestNoName(t *testing.T) {
	if _, err := otel.New(otel.Config{}); err == nil || !strings.Contains(err.Error(), "Config.Name is empty") {
		t.Errorf("New(Config{}): %v, want that the name is empty", err)
	}
}

// TestAllocations: telling the SDK of a job allocates nothing.
func TestAllocations(t *testing.T) {
	m, err := otel.New(otel.Config{Name: "p", Provider: metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))})
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		m.Queued(1)
		m.Started(0, time.Second, 0)
		m.Ended(0, pool.Outcome{Service: time.Second, Attempts: 1}, false)
	}); n != 0 {
		t.Errorf("a job: %v allocations, want 0", n)
	}
}

// BenchmarkJob is what a job costs with the SDK.
func BenchmarkJob(b *testing.B) {
	m, err := otel.New(otel.Config{Name: "p", Provider: metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		m.Queued(1)
		m.Started(0, time.Second, 0)
		m.Ended(0, pool.Outcome{Service: time.Second, Attempts: 1}, false)
	}
}
