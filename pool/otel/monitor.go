package otel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// Scope is the name of the meter.
const Scope = "github.com/go-foundations/poolbench/pool/otel"

// A Config says what a [Monitor] exports, and where to.
type Config struct {
	Name     string               // of the pool: the attribute poolbench.pool.name; must not be empty
	Provider metric.MeterProvider // nil: the global one
}

// A Monitor is a [pool.Monitor] that exports metrics. It is safe for concurrent use, and
// may serve several pools, whose jobs are then counted together. Make one with [New].
type Monitor struct {
	tally        pool.Tally
	registration metric.Registration

	queued   metric.Int64Counter
	attempts metric.Int64Counter
	done     metric.Int64Counter
	wait     metric.Float64Histogram
	service  metric.Float64Histogram

	// Options are made once: each call would allocate them anew.
	add        []metric.AddOption
	record     []metric.RecordOption
	addDone    [outcomes][]metric.AddOption
	recordDone [outcomes][]metric.RecordOption
}

var _ pool.Monitor = (*Monitor)(nil)

// What has become of a job.
const (
	success = iota
	failure
	dropped
	skipped
	shared
	outcomes
)

var outcomeNames = [outcomes]string{"success", "failure", "dropped", "skipped", "shared"}

// New returns a Monitor. The error is that of the provider, or says that the pool has no
// name. Two monitors with one provider want two names.
func New(c Config) (*Monitor, error) {
	if c.Name == "" {
		return nil, errors.New("otel: Config.Name is empty, want the name of the pool")
	}
	provider := c.Provider
	if provider == nil {
		provider = otel.GetMeterProvider()
	}
	m := new(Monitor)
	m.setAttributes(c.Name)
	if err := m.setInstruments(provider.Meter(Scope)); err != nil {
		return nil, fmt.Errorf("otel: %w", err)
	}
	return m, nil
}

// setAttributes makes the options of all calls.
func (m *Monitor) setAttributes(name string) {
	pool := attribute.String("poolbench.pool.name", name)
	all := metric.WithAttributeSet(attribute.NewSet(pool))
	m.add = []metric.AddOption{all}
	m.record = []metric.RecordOption{all}
	for i, outcome := range outcomeNames {
		of := metric.WithAttributeSet(attribute.NewSet(pool, attribute.String("poolbench.job.outcome", outcome)))
		m.addDone[i] = []metric.AddOption{of}
		m.recordDone[i] = []metric.RecordOption{of}
	}
}

// setInstruments makes the instruments, and has the meter ask for what waits and runs.
func (m *Monitor) setInstruments(meter metric.Meter) error {
	var errs [7]error
	m.queued, errs[0] = meter.Int64Counter("poolbench.pool.jobs.queued",
		metric.WithUnit("{job}"), metric.WithDescription("Jobs handed over."))
	m.attempts, errs[1] = meter.Int64Counter("poolbench.pool.attempts",
		metric.WithUnit("{attempt}"), metric.WithDescription("Attempts at a job that started, retries included."))
	m.done, errs[2] = meter.Int64Counter("poolbench.pool.jobs.done",
		metric.WithUnit("{job}"), metric.WithDescription("Jobs that have their result."))
	m.wait, errs[3] = meter.Float64Histogram("poolbench.pool.job.wait", metric.WithUnit("s"), bounds(),
		metric.WithDescription("From a job's release to the start of its first attempt."))
	m.service, errs[4] = meter.Float64Histogram("poolbench.pool.job.service", metric.WithUnit("s"), bounds(),
		metric.WithDescription("All attempts at a job, without the waits between them."))
	var waiting, running metric.Int64ObservableUpDownCounter
	waiting, errs[5] = meter.Int64ObservableUpDownCounter("poolbench.pool.jobs.waiting",
		metric.WithUnit("{job}"), metric.WithDescription("Jobs that wait now, also for their next attempt."))
	running, errs[6] = meter.Int64ObservableUpDownCounter("poolbench.pool.jobs.running",
		metric.WithUnit("{job}"), metric.WithDescription("Jobs that run now."))
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	attributes := m.add[0].(metric.ObserveOption)
	var err error
	m.registration, err = meter.RegisterCallback(func(_ context.Context, to metric.Observer) error {
		to.ObserveInt64(waiting, m.tally.Waiting.Load(), attributes)
		to.ObserveInt64(running, m.tally.Running.Load(), attributes)
		return nil
	}, waiting, running)
	return err
}

// bounds are those of histograms: 1, 2 and 5 of each power of ten from a microsecond to 500
// seconds. A view of the SDK may set others.
func bounds() metric.HistogramOption {
	return metric.WithExplicitBucketBoundaries(
		1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4,
		1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5,
		1, 2, 5, 10, 20, 50, 100, 200, 500)
}

// Close ends the export of what waits and runs now, after which the provider does not refer
// to the Monitor any more. Call it when the pools have ended.
func (m *Monitor) Close() error { return m.registration.Unregister() }

// unknown is the context of all calls: a [pool.Monitor] is told of none, so there is no
// span from which an exemplar could come.
var unknown = context.Background()

// Queued implements [pool.Monitor].
func (m *Monitor) Queued(jobs int) {
	m.tally.Queued(jobs)
	m.queued.Add(unknown, int64(jobs), m.add...)
}

// Started implements [pool.Monitor].
func (m *Monitor) Started(worker int, wait time.Duration, attempt int) {
	m.tally.Started(worker, wait, attempt)
	m.attempts.Add(unknown, 1, m.add...)
	if attempt == 0 {
		m.wait.Record(unknown, max(0, wait).Seconds(), m.record...)
	}
}

// Ended implements [pool.Monitor].
func (m *Monitor) Ended(worker int, o pool.Outcome, again bool) {
	m.tally.Ended(worker, o, again)
	if again {
		return
	}
	outcome := success
	if o.Err != nil {
		outcome = failure
	}
	m.done.Add(unknown, 1, m.addDone[outcome]...)
	m.service.Record(unknown, o.Service.Seconds(), m.recordDone[outcome]...)
}

// Skipped implements [pool.Monitor].
func (m *Monitor) Skipped(err error) {
	m.tally.Skipped(err)
	outcome := skipped
	switch {
	case err == nil:
		outcome = shared
	case errors.Is(err, pool.ErrDropped):
		outcome = dropped
	}
	m.done.Add(unknown, 1, m.addDone[outcome]...)
}
