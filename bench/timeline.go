package bench

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
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
	one.observe = func(c Contender, t *trial.Trial, workload string) {
		all = append(all, Timeline{Workload: workload, Strategy: c.Name(), Workers: t.Workers, Jobs: t.JobSpans()})
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
