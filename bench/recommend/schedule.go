package recommend

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/workloads"
)

// A schedule is when jobs ran, in the order of arrival.
type schedule struct {
	workers                int
	arrivals, starts, ends []time.Duration
	slots                  []int32   // workers that each job takes; nil: one
	priorities             []int     // nil: all jobs have the same
	values                 []float64 // of the last metric
}

// takes returns how many workers a job takes.
func (s *schedule) takes(i int) float64 {
	if s.slots == nil {
		return 1
	}
	return float64(min(int(s.slots[i]), s.workers))
}

// schedule returns when the jobs run behind the queue.
func (q *queue) schedule(workers int) *schedule {
	n := len(q.arrivals)
	s := &schedule{workers: workers, arrivals: q.arrivals, starts: make([]time.Duration, n), ends: make([]time.Duration, n)}
	if q.limits != nil {
		s.slots = q.limits.slots
	}
	q.run(workers, func(i int, at time.Duration) bool {
		s.starts[i], s.ends[i] = at, at+q.services[i]
		return true
	})
	return s
}

// scheduleOf returns when the jobs of a whole log run under a strategy.
func scheduleOf(ctx context.Context, x bench.Contender, trace *workloads.Trace, workers int) (*schedule, error) {
	p := plan([]bench.Contender{x}, trace, []int{workers})
	lines, err := p.Timelines(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	if len(lines) != 1 || len(lines[0].Jobs) != trace.Len() {
		return nil, fmt.Errorf("recommend: strategy %q gave up jobs", x.Name())
	}
	s := &schedule{workers: workers, priorities: trace.Priorities()}
	for _, j := range lines[0].Jobs {
		s.arrivals, s.starts, s.ends = append(s.arrivals, j.Released), append(s.starts, j.Started), append(s.ends, j.Completed)
	}
	return s, nil
}

// value returns what the goal's metric measures of a job, in seconds.
func (s *schedule) value(g goal, i int) float64 {
	if g.wait {
		return (s.starts[i] - s.arrivals[i]).Seconds()
	}
	return (s.ends[i] - s.arrivals[i]).Seconds()
}

// metric returns the metric of the jobs from one to before another, and whether they are enough
// for it.
func (s *schedule) metric(main goal, from, to int) (float64, bool) {
	return metricOf(s.valuesOf(main, from, to), main)
}

// valuesOf returns the values of the jobs from one to before another, until it is called again.
func (s *schedule) valuesOf(main goal, from, to int) []float64 {
	s.values = slices.Grow(s.values[:0], to-from)
	for i := from; i < to; i++ {
		s.values = append(s.values, s.value(main, i))
	}
	return s.values
}

// metricOf returns the metric of the values of some jobs, which it reorders, and whether they
// are enough for it.
func metricOf(values []float64, main goal) (float64, bool) {
	g, ok := newGoal(main.metric, main.limit, len(values))
	if !ok || len(values) == 0 {
		return 0, false
	}
	return g.of(values), true
}

// whole returns the metric of all jobs, however few.
func (s *schedule) whole(main goal) float64 {
	g, _ := wholeGoal(main.metric, main.limit, len(s.starts))
	return g.of(s.valuesOf(main, 0, len(s.starts)))
}

// of returns the metric of so many values, which it reorders.
func (g goal) of(values []float64) float64 {
	if g.mean {
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum / float64(len(values))
	}
	return nth(values, g.rank-1)
}

// stretch returns the jobs of one of so many stretches of a log.
func (s *schedule) stretch(i, of int) (from, to int) {
	n := len(s.arrivals)
	return i * n / of, (i + 1) * n / of
}

// plan returns a comparison in virtual time.
func plan(contenders []bench.Contender, trace *workloads.Trace, counts []int) *bench.Plan {
	return &bench.Plan{
		Contenders: contenders, Workers: counts, Virtual: true, NoPictures: true, Replay: trace.HasArrivals(), Seed: 1,
		Workloads: []workloads.Workload{{Name: logName, Trace: trace, Parts: []workloads.Part{{IO: 1}}}},
	}
}

// logName is the name of the log as a workload.
const logName = "log"
