package trial

import (
	"context"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
)

// RunVirtual runs the jobs with one contender in virtual time and returns what
// was measured: what depends on when jobs ran, and nothing of what it cost. At
// most cores jobs compute at once; 0 means as many as there are workers. The
// same trial and contender yield the same, every time: see package virtual.
//
// An error that wraps [virtual.ErrStalled] leaves a goroutine that spins.
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

// A Virtual is a discipline that is another one in virtual time, where there is
// no host to look at.
type Virtual interface{ Virtual() pool.Discipline }

// virtually returns the contender for virtual time. A strategy that is written by
// hand is as it is.
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
