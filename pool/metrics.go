package pool

import (
	"sync"
	"time"
)

// Metrics are the totals of a pool since it was made, if [Config.EnableMetrics] is
// set.
type Metrics struct {
	JobsProcessed int           // that got a result
	ErrorCount    int           // of these, with an error
	TotalDuration time.Duration // sum of the service times
	AverageTime   time.Duration // TotalDuration / JobsProcessed
	LastUpdated   time.Time     // zero: never
	Strategy      string        // name of the strategy that ran last
	Details       []Detail      // what that strategy reported of its last finished run
}

// Metrics returns a copy of the pool's metrics. A stream adds to them while it
// runs, at the latest whenever a worker has nothing to do.
func (p *WorkerPool[T, R]) Metrics() Metrics { return p.metrics.get() }

type metrics struct {
	mu sync.Mutex // guards m
	m  Metrics
}

func (m *metrics) get() Metrics {
	m.mu.Lock()
	defer m.mu.Unlock()
	got := m.m
	got.Details = append([]Detail(nil), got.Details...)
	return got
}

func (m *metrics) add(strategy string, out outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m.JobsProcessed += out.Jobs
	m.m.ErrorCount += out.Errors
	m.m.TotalDuration += out.Busy
	if m.m.JobsProcessed > 0 {
		m.m.AverageTime = m.m.TotalDuration / time.Duration(m.m.JobsProcessed)
	}
	m.m.LastUpdated = time.Now()
	m.m.Strategy = strategy
	if out.details != nil {
		m.m.Details = out.details
	}
}
