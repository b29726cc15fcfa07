package trial

import (
	"context"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
)

// RunVirtual runs the jobs with one contender in virtual time and returns the metrics
// that depend on when jobs ran, none that depend on what scheduling costs. At most cores
// jobs compute at once; 0 means as many as there are workers. The same trial and
// contender give the same result every time: see package virtual.
//
// After an error that wraps [virtual.ErrStalled] a goroutine spins on.
func (t *Trial) RunVirtual(ctx context.Context, c Contender, cores int) (Measured, error) {
	clear(t.spans)
	var out Measured
	o := virtual.Options{Cores: cores, Sleepers: t.Workers, Patience: t.Patience}
	err := virtual.Run(ctx, o, func(ctx context.Context, clock *virtual.Clock) error {
		trial := *t // the real one keeps its processor
		trial.process = clock.Process
		report, err := trial.run(ctx, virtually(c, clock), func(_ context.Context, submit func(int) error) error {
			return clock.Generate(t.arrivals, submit)
		})
		if err == nil {
			err = report.complete()
		}
		if err != nil {
			return err
		}
		t.by, t.began = report.By, trial.began
		out, err = trial.measured(report, metrics.Observation{Cores: cores, Full: true}, true)
		return err
	})
	return out, err
}

// A Virtual is a discipline that another one stands in for in virtual time, where there
// is no host to observe.
type Virtual interface{ Virtual() pool.Discipline }

// virtually returns the contender to run in virtual time: for a discipline, one whose
// workers begin in order; for others, such as a hand-written strategy, the same.
func virtually(c Contender, clock *virtual.Clock) Contender {
	s, ok := c.(*strategy)
	if !ok {
		return c
	}
	d, ok := s.discipline()
	if !ok {
		return c
	}
	if v, ok := d.(Virtual); ok {
		d = v.Virtual()
	}
	return Discipline(clock.Order(d))
}
