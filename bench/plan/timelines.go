package plan

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

// Timelines runs the first round and returns when each of its jobs ran. The error names
// the contender that failed, or is the one that stopped the round.
func (p Plan) Timelines(ctx context.Context) ([]Timeline, error) {
	var all []Timeline
	err := p.RoundWithHooks(ctx, 1, Hooks{
		Ran: func(t record.Trial, ran *trial.Trial) error {
			all = append(all, Timeline{Workload: t.Workload, Strategy: t.Strategy, Workers: t.Workers, Load: t.Load, Jobs: ran.JobSpans()})
			return nil
		},
		End: func(t record.Trial) error {
			if t.Error != "" {
				return fmt.Errorf("strategy %q: %s", t.Strategy, t.Error)
			}
			return nil
		},
	})
	return all, err
}
