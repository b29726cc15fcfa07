package bench

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// A Timeline is when every job of a trial ran, and where.
type Timeline struct {
	Workload, Strategy string
	Workers            int
	Load               float64
	Jobs               []JobSpan // by their number
}

// A JobSpan is one job. Times are since the trial began.
type JobSpan struct {
	Lane                         int // the worker; where nobody tells, one of those that were free
	Priority                     int
	Released, Started, Completed time.Duration
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
func (t *Trial) jobSpans() []JobSpan {
	out := make([]JobSpan, len(t.spans))
	order := make([]int, len(out))
	for i := range out {
		out[i] = JobSpan{Lane: -1, Priority: t.jobs[i].Priority, Started: t.spans[i].started, Completed: t.spans[i].completed}
		if t.arrivals != nil {
			out[i].Released = t.arrivals[i]
		}
		if t.by != nil {
			out[i].Lane = t.by[i]
		}
		order[i] = i
	}
	if t.by != nil {
		return out
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(out[a].Started, out[b].Started) })
	var free []time.Duration // by lane
	for _, i := range order {
		lane := slices.IndexFunc(free, func(at time.Duration) bool { return at <= out[i].Started })
		if lane < 0 {
			lane = len(free)
			free = append(free, 0)
		}
		out[i].Lane, free[lane] = lane, out[i].Completed
	}
	return out
}
