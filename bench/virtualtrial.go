package bench

import (
	"context"
	"math"
	"time"

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
	o := virtual.Options{Cores: cores, Sleepers: t.Workers, Patience: t.patience}
	err := virtual.Run(ctx, o, func(ctx context.Context, clock *virtual.Clock) error {
		trial := *t // the real one keeps its processor
		trial.process = clock.Process
		report, err := trial.run(ctx, virtually(c, clock), func(ctx context.Context, submit func(int) error) error {
			return generateVirtually(clock, t.arrivals, submit)
		})
		if err != nil {
			return err
		}
		out, err = trial.measured(report, observation{cores: cores, full: true, drawn: true})
		return err
	})
	return out, err
}

// generateVirtually is the generator of virtual time. Where a job arrives at the
// instant at which others end, it comes after them.
func generateVirtually(clock *virtual.Clock, arrivals []time.Duration, submit func(int) error) error {
	began := clock.Now()
	for i, at := range arrivals {
		if err := clock.Err(); err != nil {
			return err
		}
		if wait := began + at - clock.Now(); wait > 0 {
			clock.Sleep(wait, math.MaxInt)
		} else {
			clock.Turn(math.MaxInt)
		}
		if err := submit(i); err != nil {
			return err
		}
	}
	clock.Turn(math.MaxInt) // what follows must not run beside the last job's start
	return nil
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
