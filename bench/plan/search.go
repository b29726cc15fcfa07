package plan

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

const (
	// patient is the p99 sojourn, in mean service times, up to which a load counts as
	// sustained.
	patient = 10

	// searchSteps is how often the bracket is halved, from 1 to 1/512.
	searchSteps = 9
)

// impatient warns if a search can only find 0.
func impatient(set *workloads.Drawn) []string {
	services := make([]time.Duration, set.Len())
	for i := range services {
		services[i], _, _ = set.Times(i)
	}
	slices.Sort(services)
	if len(services) == 0 {
		return nil
	}
	if p99 := metrics.Quantile(services, 0.99); p99 > patient*set.Realised.Mean {
		return []string{fmt.Sprintf("one job in a hundred takes %v or more by itself, and %d mean service times are %v: no load is sustained at that limit",
			p99, patient, patient*set.Realised.Mean)}
	}
	return nil
}

// search finds the greatest load below 1 at which the p99 sojourn is at most patient times
// the mean service time, to within 1/512, and returns it as the metric load-max; 0 if
// there is none.
//
// The arrivals are the same at all loads, only stretched, so the p99 grows with the load;
// bisection relies on that.
func (m *virtualMeter) search(ctx context.Context, c trial.Contender, t *trial.Trial) (trial.Measured, error) {
	if need := record.Percentiles()[2].Jobs; m.set.Len()-m.set.Len()/warmUpShare < need {
		return trial.Measured{}, fmt.Errorf("%d jobs are too few to know the 99th percentile", m.set.Len())
	}
	limit := patient * m.set.Realised.Mean.Seconds()
	lo, hi := 0.0, 1.0
	var details []record.Detail // of the trial at lo
	for range searchSteps {
		load := (lo + hi) / 2
		if err := m.addArrivals(t, m.plan.Cores, load); err != nil {
			return trial.Measured{}, err
		}
		got, err := t.RunVirtual(ctx, c, m.plan.Cores)
		if err != nil {
			return trial.Measured{}, err
		}
		if got.Metrics["sojourn-p99"] <= limit {
			lo, details = load, got.Details
		} else {
			hi = load
		}
	}
	return trial.Measured{Metrics: map[string]float64{"load-max": lo}, Details: details}, nil
}
