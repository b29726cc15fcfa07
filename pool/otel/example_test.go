package otel_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/pool/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// A pool whose metrics a reader collects: here one for tests, in a program the one of an
// exporter.
func Example() {
	ctx := context.Background()
	reader := metric.NewManualReader()
	monitor, err := otel.New(otel.Config{
		Name:     "words",
		Provider: metric.NewMeterProvider(metric.WithReader(reader)),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer monitor.Close()

	p := pool.New[string, string]().WithMonitor(monitor).
		WithProcessor(func(_ context.Context, job pool.Job[string]) (string, error) {
			return strings.ToUpper(job.Data), nil
		})
	p.AddJobs([]pool.Job[string]{{Data: "one"}, {Data: "two"}, {Data: "three"}})
	if _, err := p.RunContext(ctx); err != nil {
		fmt.Println(err)
	}

	var collected metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &collected); err != nil {
		fmt.Println(err)
	}
	for _, m := range collected.ScopeMetrics[0].Metrics {
		if sum, ok := m.Data.(metricdata.Sum[int64]); ok {
			fmt.Println(m.Name, sum.DataPoints[0].Value)
		}
	}
	// Unordered output:
	// poolbench.pool.jobs.queued 3
	// poolbench.pool.attempts 3
	// poolbench.pool.jobs.done 3
	// poolbench.pool.jobs.waiting 0
	// poolbench.pool.jobs.running 0
}
