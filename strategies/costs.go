package strategies

import (
	"math"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/strategies/queues"
)

// means are the mean service times of jobs by key. It remembers the keys whose jobs ended
// most recently, at least keptKeys and at most twice as many, and the mean of all jobs.
type means struct {
	mu     sync.Mutex // guards the following
	recent map[string]*mean
	older  map[string]*mean
	all    mean
}

// keptKeys is more than the number of keys that most users have at a time.
const keptKeys = 4096

type mean struct {
	jobs  float64
	value float64
}

// forgets is the window of the moving average, in jobs: service times may change.
const forgets = 100

func (m *mean) add(x float64) {
	m.jobs = min(m.jobs+1, forgets)
	m.value += (x - m.value) / m.jobs
}

// observe adds a job's service time, and returns the mean of its key.
func (m *means) observe(key string, service time.Duration) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all.add(float64(service))
	of := m.ofLocked(key)
	if of == nil {
		if len(m.recent) >= keptKeys || m.recent == nil {
			m.older, m.recent = m.recent, make(map[string]*mean)
		}
		of = new(mean)
		m.recent[key] = of
	}
	of.add(float64(service))
	return time.Duration(of.value)
}

// ofLocked returns the mean of a key, or nil, and keeps it among the recent ones.
func (m *means) ofLocked(key string) *mean {
	if of := m.recent[key]; of != nil {
		return of
	}
	of := m.older[key]
	if of != nil && len(m.recent) < keptKeys {
		delete(m.older, key)
		m.recent[key] = of
	}
	return of
}

// of returns the mean of a key.
func (m *means) of(key string) (time.Duration, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if of := m.ofLocked(key); of != nil {
		return time.Duration(of.value), true
	}
	return 0, false
}

// overall returns the mean of all jobs, 0 before the first.
func (m *means) overall() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Duration(m.all.value)
}

// heaped is a queue that hands out the waiting job with the least key, to any worker.
type heaped struct {
	mu   sync.Mutex
	jobs queues.Heap[int]
}

func (q *heaped) push(key int64, index int) {
	q.mu.Lock()
	q.jobs.Push(key, index)
	q.mu.Unlock()
}

func (q *heaped) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, index, ok := q.jobs.Pop()
	if !ok {
		return 0
	}
	dst[0] = index
	return 1
}

// saturated converts a number to the nearest int64.
func saturated(x float64) int64 {
	switch {
	case x >= math.MaxInt64:
		return math.MaxInt64
	case x <= math.MinInt64:
		return math.MinInt64
	}
	return int64(x)
}
