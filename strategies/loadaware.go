package strategies

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shirou/gopsutil/v3/load"

	"github.com/go-foundations/poolbench/pool"
)

// LoadAware is a shared queue with fewer workers while the host is loaded: half
// of them, at least one, while the load is above the threshold.
//
// Use it for jobs that are guests on a host, and not urgent. A batch reads the
// load once, when it begins; a stream reads it when a worker asks for a job and the
// last reading is an Interval ago. It does not make jobs faster: it leaves
// processors to others.
//
// The pool's own jobs count as load, too: a long run on all processors loads the
// host by itself.
//
// Cost: 85 ns a job in a batch, 292 in a stream (BenchmarkCost, n = 10).
//
// Source: the load average as uptime(1) shows it, divided by the number of
// processors. Half of the workers is an arbitrary share.
type LoadAware struct {
	// Threshold is the load above which there are fewer workers, as a fraction
	// of the host's processors. 0 means 0.8.
	Threshold float64

	// Source returns the load as such a fraction. It is called by one
	// goroutine at a time per run. nil means the host's one-minute load
	// average over its logical processors.
	Source func() (float64, error)

	// Interval is how long a stream uses a reading. 0 means a second.
	Interval time.Duration
}

// Name returns "load-aware".
func (LoadAware) Name() string { return "load-aware" }

const (
	defaultThreshold    = 0.8
	defaultLoadInterval = time.Second
)

// HostLoad returns the host's one-minute load average divided by the number of
// its logical processors: at 1, as many threads want to run as can.
func HostLoad() (float64, error) {
	avg, err := load.Avg()
	if err != nil {
		return 0, fmt.Errorf("load average: %w", err)
	}
	return avg.Load1 / float64(runtime.NumCPU()), nil
}

// Virtual returns l for virtual time, where no host has a load: without a Source,
// the load is 0.
func (l LoadAware) Virtual() pool.Discipline {
	if l.Source == nil {
		l.Source = func() (float64, error) { return 0, nil }
	}
	return l
}

// NewQueue fails if a setting is out of range or the load cannot be read.
func (l LoadAware) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if l.Threshold < 0 || math.IsNaN(l.Threshold) {
		return nil, fmt.Errorf("LoadAware.Threshold is %v, want 0 or more", l.Threshold)
	}
	if l.Interval < 0 {
		return nil, fmt.Errorf("LoadAware.Interval is %v, want 0 or more", l.Interval)
	}
	if l.Threshold == 0 {
		l.Threshold = defaultThreshold
	}
	if l.Source == nil {
		l.Source = HostLoad
	}
	if l.Interval == 0 {
		l.Interval = defaultLoadInterval
	}
	q := &limited{LoadAware: l, workers: setup.Workers, stream: setup.Stream, now: setup.Now}
	if err := q.measure(); err != nil {
		return nil, err
	}
	inner := setup
	if !setup.Stream {
		inner.Workers = q.Limit()
	}
	var err error
	if q.Queue, err = (SharedQueue{}).NewQueue(inner); err != nil {
		return nil, err
	}
	if l, ok := q.Queue.(pool.Loader); ok {
		return &limitedBatch{q, l}, nil
	}
	return q, nil
}

// limited is a queue from which only the first workers may pop.
type limited struct {
	pool.Queue
	LoadAware
	workers int
	stream  bool
	now     func() time.Duration

	limit    atomic.Int64
	measured atomic.Int64 // when, in nanoseconds since the run began

	mu       sync.Mutex // held while measuring
	load     float64
	failures int
}

// Limit returns how many workers may pop now.
func (q *limited) Limit() int { return int(q.limit.Load()) }

// Unwrap returns the shared queue, whose jobs any of these workers may run.
func (q *limited) Unwrap() pool.Queue { return q.Queue }

func (q *limited) measure() error {
	load, err := q.Source()
	if err == nil && (math.IsNaN(load) || load < 0) {
		err = errors.New("load source returned " + fmt.Sprint(load))
	}
	if err != nil {
		return err
	}
	limit := q.workers
	if load > q.Threshold {
		limit = max(1, q.workers/2)
	}
	q.load = load
	q.limit.Store(int64(limit))
	return nil
}

func (q *limited) Pop(worker int, dst []int) int {
	if q.stream {
		q.remeasure()
	}
	if worker >= q.Limit() {
		return 0
	}
	return q.Queue.Pop(worker, dst)
}

// remeasure reads the load again if the last reading is old. If the source fails, the
// last value stays, and Report says so.
func (q *limited) remeasure() {
	now := int64(q.now())
	if now-q.measured.Load() < int64(q.Interval) || !q.mu.TryLock() {
		return
	}
	defer q.mu.Unlock()
	q.measured.Store(now)
	if q.measure() != nil {
		q.failures++
	}
}

// Report returns the last load, and how many workers it left.
func (q *limited) Report() []pool.Detail {
	details := []pool.Detail{
		{Name: "load", Value: q.load, Note: fmt.Sprintf("threshold %g", q.Threshold)},
		{Name: "workers", Value: float64(q.Limit()), Note: fmt.Sprintf("of %d", q.workers)},
	}
	if q.failures > 0 {
		details = append(details, pool.Detail{Name: "load-failures", Value: float64(q.failures), Note: "the load could not be read; the last value was kept"})
	}
	return details
}

// limitedBatch is limited, of a queue that takes a batch at once.
type limitedBatch struct {
	*limited
	pool.Loader
}
