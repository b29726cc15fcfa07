package bench

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// A Timeline is when every job of a trial ran, and where.
type Timeline struct {
	Workload, Strategy string
	Workers            int
	Load               float64
	Jobs               []metrics.JobSpan // by their number
}

// Timelines runs every contender on the jobs of the first round once more, and returns
// what they did. The error is what kept a contender from its end.
func (p *Plan) Timelines(ctx context.Context) ([]Timeline, error) {
	one := *p
	var all []Timeline
	one.observe = func(c Contender, t *Trial, workload string) {
		all = append(all, Timeline{Workload: workload, Strategy: c.Name(), Workers: t.Workers, Jobs: t.jobSpans()})
	}
	err := one.Round(ctx, 1, func(t record.Trial) error {
		if t.Error != "" {
			return fmt.Errorf("strategy %q: %s", t.Strategy, t.Error)
		}
		if i := len(all) - 1; i >= 0 && all[i].Strategy == t.Strategy {
			all[i].Load = t.Load
		}
		return nil
	})
	return all, err
}

// jobSpans returns when the jobs of the last run ran.
func (t *Trial) jobSpans() []metrics.JobSpan {
	out := make([]metrics.JobSpan, len(t.spans))
	for i := range out {
		out[i] = metrics.JobSpan{Priority: t.jobs[i].Priority, Started: t.spans[i].started, Completed: t.spans[i].completed}
		if t.arrivals != nil {
			out[i].Released = t.arrivals[i]
		}
		if t.by != nil {
			out[i].Lane = t.by[i]
		}
	}
	if t.by == nil {
		metrics.AssignLanes(out)
	}
	return out
}
