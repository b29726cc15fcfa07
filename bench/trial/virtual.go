package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
)

// RunVirtual runs the jobs with one contender in virtual time and returns the metrics
// that depend on when jobs ran, none that depend on what scheduling costs. At most cores
// jobs compute at once; 0 means as many as there are workers. The same trial and
// contender give the same result every time: see package virtual.
//
// A discipline is run by events, unless t.Goroutines is set; every other contender by its
// goroutines.
//
// After an error that wraps [virtual.ErrStalled] a goroutine spins on.
func (t *Trial) RunVirtual(ctx context.Context, c Contender, cores int) (Measured, error) {
	if cores > 0 && t.slice() > 0 {
		return Measured{}, errSlicedCores
	}
	if d, ok := ByEvents(c); ok && !t.Goroutines {
		if err := t.slicedBy(c); err != nil {
			return Measured{}, err
		}
		return t.runEvents(ctx, d, cores)
	}
	t.unpack()
	clear(t.spans)
	var out Measured
	o := virtual.Options{Cores: cores, Sleepers: t.Workers, Patience: t.Patience}
	err := virtual.Run(ctx, o, func(ctx context.Context, clock *virtual.Clock) error {
		trial := *t // the real one keeps its processor
		trial.process = clock.Process
		if d, ok := ByEvents(c); ok {
			c = Discipline(clock.Order(d))
		}
		report, err := trial.run(ctx, c, func(_ context.Context, submit func(int) error) error {
			return clock.Generate(t.arrivals, submit)
		})
		if err == nil {
			err = report.complete()
		}
		if err != nil {
			return err
		}
		t.began, t.warmth, t.inSlices = trial.began, trial.warmth, trial.inSlices
		out, err = t.measuredSpans(report, metrics.Observation{Cores: cores, Full: true}, true)
		return err
	})
	return out, err
}

// runEvents is RunVirtual for a discipline, without goroutines.
func (t *Trial) runEvents(ctx context.Context, d pool.Discipline, cores int) (Measured, error) {
	report := Report{Busy: make([]time.Duration, t.Workers)}
	n := t.len()
	if !t.ran.placed {
		t.ran = times{started: make([]time.Duration, n), completed: make([]time.Duration, n), by: make([]int32, n), placed: true}
		t.scratch = make([]uint64, n)
	}
	ran, ended := &t.ran, 0
	cold := t.coldWorkers()
	if cold.Extra > 0 {
		t.ran.cold = make([]bool, n)
	}
	first := n // of the jobs that have failed, by their number; in a stream by time
	var failed error
	run, err := virtual.Simulation{
		Discipline: d, Workers: t.Workers, Cores: cores, Seed: t.Seed, Patience: t.Patience,
		Jobs: n, Job: t.task, Work: t.work(), Tell: t.tell(), Arrivals: t.arrivals,
		Cold: cold, Keys: t.keys, Slice: t.slice(),
		Ended: func(e virtual.Ended) {
			ended++
			if e.Err == nil && e.Worker < 0 {
				report.Shared++
				ran.by[e.Job] = neverRan
				ran.started[e.Job], ran.completed[e.Job] = 0, 0
				return
			}
			if e.Err != nil {
				switch {
				case errors.Is(e.Err, pool.ErrDropped):
					report.Dropped++
					ran.by[e.Job] = neverRan
					ran.started[e.Job], ran.completed[e.Job] = 0, 0
				case t.arrivals == nil && e.Job < first:
					first, failed = e.Job, fmt.Errorf("job %d: %w", e.Job, e.Err)
				case t.arrivals != nil && failed == nil:
					failed = fmt.Errorf("job %s: %w", t.id(e.Job), e.Err)
				}
				return
			}
			ran.started[e.Job], ran.completed[e.Job], ran.by[e.Job] = e.Started, e.Completed, int32(e.Worker)
			report.Busy[e.Worker] += e.Completed - e.Started
			if ran.cold != nil {
				ran.cold[e.Job] = e.Cold
			}
		},
	}.Run(ctx)
	if err == nil {
		err = failed
	}
	if err == nil && ended != n {
		err = fmt.Errorf("%d of %d jobs have ended", ended, n) // no strategy can make the loop do this
	}
	if err != nil {
		return Measured{}, err
	}
	for _, d := range run.Details {
		report.Details = append(report.Details, record.Detail(d))
	}
	o := metrics.Observation{Cores: cores, Full: true, Scratch: t.scratch}
	if report.Dropped+report.Shared == 0 { // what is dropped is no job that waited
		o.Idle = &run.Idle
	}
	return t.measured(report, o, true)
}

// A Virtual is a discipline that another one stands in for in virtual time, where there
// is no host to observe.
type Virtual interface{ Virtual() pool.Discipline }

// WatchesHost reports whether another discipline stands in for a contender in virtual time,
// which therefore says nothing about how it does on a busy host.
func WatchesHost(c Contender) bool {
	s, ok := c.(*strategy)
	if !ok {
		return false
	}
	d, _ := s.discipline()
	_, stands := d.(Virtual)
	return stands
}

// ByEvents returns the discipline inside a contender, if it has one: in virtual time the
// one that stands in for it. Such a contender is run there by events, any other by its
// goroutines.
func ByEvents(c Contender) (pool.Discipline, bool) {
	s, ok := c.(*strategy)
	if !ok {
		return nil, false
	}
	d, ok := s.discipline()
	if v, stands := d.(Virtual); stands {
		d = v.Virtual()
	}
	return d, ok
}
