package plan

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/trial"
)

// mostVirtual is the most virtual time that jobs may need: a bubble begins in the year
// 2000, and the clock of the runtime ends in 2262.
const (
	mostVirtual = 250 * hoursAYear * time.Hour
	hoursAYear  = 24 * 365
)

func lastOf(schedule []time.Duration) time.Duration {
	if len(schedule) == 0 {
		return 0
	}
	return schedule[len(schedule)-1]
}

// virtualMeter measures in virtual time, where nothing has to warm up.
type virtualMeter struct{ *jobSet }

func (m *virtualMeter) at(workers int, load float64) (*measurer, error) {
	if need := m.set.Realised.Total.Hours() + lastOf(m.set.Arrivals).Hours(); need > mostVirtual.Hours() {
		return nil, fmt.Errorf("the jobs are %.0f years of work or more, and virtual time ends after %.0f", need/hoursAYear, mostVirtual.Hours()/hoursAYear)
	}
	whole := trial.New(m.set.Jobs, nil, workers)
	whole.Patience, whole.Seed = m.plan.Patience, m.choices(workers)
	whole.Goroutines = m.plan.Goroutines
	if m.plan.Search {
		return &measurer{run: func(ctx context.Context, c trial.Contender) (trial.Measured, error) {
			return m.search(ctx, c, whole)
		}}, nil
	}
	if err := m.addArrivals(whole, m.plan.Cores, load); err != nil {
		return nil, err
	}
	run := func(t *trial.Trial, ctx context.Context, c trial.Contender) (trial.Measured, error) {
		return t.RunVirtual(ctx, c, m.plan.Cores)
	}
	return &measurer{func(ctx context.Context, c trial.Contender) (trial.Measured, error) {
		if !m.plan.stream() {
			if err := whole.Teach(ctx, c, run); err != nil {
				return trial.Measured{}, err
			}
		}
		return run(whole, ctx, c)
	}, whole}, nil
}

func (m *virtualMeter) close() {}
