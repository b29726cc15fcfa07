package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/workloads"
)

// A meter measures contenders on the jobs of one workload, in the way that the
// plan says.
type meter interface {
	// at returns what measures a contender with that many workers at that load.
	at(workers int, load float64) (measurer, error)
	close()
}

type measurer func(ctx context.Context, c Contender) (Measured, error)

func (p *Plan) meter(w workloads.Workload, set workloads.Set, seed uint64) (meter, error) {
	jobs := &stock{plan: p, name: w.Name, set: set, seed: seed}
	if p.Virtual {
		return &virtualMeter{jobs}, nil
	}
	runner, err := workloads.NewRunner(p.Calibration, set.Jobs)
	if err != nil {
		return nil, err
	}
	return &realMeter{jobs, runner}, nil
}

// A stock is the jobs of a workload and when they arrive.
type stock struct {
	plan *Plan
	name string // of the workload
	set  workloads.Set
	seed uint64
}

// fill makes the trial a stream, if that is what the plan wants.
func (s *stock) fill(t *Trial, cores int, load float64) error {
	if !s.plan.stream() {
		return nil
	}
	schedule, err := s.schedule(s.gap(t.Workers, cores, load), load)
	if err != nil {
		return err
	}
	warmUp := len(schedule) / warmUpShare
	if s.plan.Replay {
		warmUp = 0 // the user's jobs are measured, all of them
	}
	t.Arrive(schedule, warmUp)
	return nil
}

// schedule returns when the jobs arrive, with that mean gap unless the load is 0
// and a trace says when.
func (s *stock) schedule(gap, load float64) ([]time.Duration, error) {
	if s.plan.Replay {
		return s.replay(gap, load)
	}
	// Every load has the same arrivals, stretched: what differs between loads is
	// not the luck of the draw.
	return workloads.Schedule(s.plan.Arrivals, len(s.set.Jobs), gap, s.seed)
}

// warmUpShare says which part of a generated stream fills it: the tenth.
const warmUpShare = 10

// gap returns the mean time between arrivals at a load, in nanoseconds: what the
// scarcer of workers and cores needs for the mean job, over the load.
func (s *stock) gap(workers, cores int, load float64) float64 {
	if load == 0 {
		return 0
	}
	r := s.set.Realised
	need := float64(r.Mean) / float64(workers)
	if cores > 0 {
		need = max(need, float64(r.Mean)*r.CPU/float64(cores))
	}
	return need / load
}

// replay returns the arrivals of a trace, stretched to a mean gap unless load is
// 0.
func (s *stock) replay(gap, load float64) ([]time.Duration, error) {
	own := s.set.Arrivals
	if own == nil {
		return nil, fmt.Errorf("workload %q: has no arrivals to replay", s.name)
	}
	if load == 0 {
		return own, nil
	}
	end := float64(own[len(own)-1])
	if end == 0 {
		return nil, fmt.Errorf("workload %q: all jobs arrive at once, which has no load", s.name)
	}
	stretched := make([]time.Duration, len(own))
	for i, at := range own {
		stretched[i] = time.Duration(float64(at) / end * gap * float64(len(own)))
	}
	return stretched, nil
}

// realMeter measures in real time.
type realMeter struct {
	*stock
	runner *workloads.Runner
}

func (m *realMeter) at(workers int, load float64) (measurer, error) {
	jobs := m.set.Jobs
	short := NewTrial(jobs[:m.plan.warmUpJobs(m.set.Realised, workers)], m.runner.Process, workers)
	trial := NewTrial(jobs, m.runner.Process, workers)
	lesson := trial
	if m.plan.stream() {
		lesson = nil // what is learnt is about batches
		if err := m.fill(trial, runtime.GOMAXPROCS(0), load); err != nil {
			return nil, err
		}
	}
	run := (*Trial).Run
	if m.plan.Bare {
		run = (*Trial).RunBare
	}
	return func(ctx context.Context, c Contender) (Measured, error) {
		if err := prepare(ctx, c, run, short, lesson); err != nil {
			return Measured{}, err
		}
		return m.seen(c, trial)(run(trial, ctx, c))
	}, nil
}

func (m *realMeter) close() { m.runner.Close() }

// prepare runs the contender unmeasured: once for a while, and if it learns as
// many batches as that takes, unless full is nil.
func prepare(ctx context.Context, c Contender, run func(*Trial, context.Context, Contender) (Measured, error), short, full *Trial) error {
	if p, ok := c.(Preparer); ok {
		p.Prepare(max(len(short.jobs), full.size()))
	}
	if _, err := run(short, ctx, c); err != nil {
		return err
	}
	if l, ok := c.(Learner); ok && full != nil {
		for range l.Lessons() {
			if _, err := run(full, ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// mostVirtual is how much virtual time there is, whatever a contender does with it: a
// bubble begins in the year 2000, and the clock of the runtime ends in 2262.
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
type virtualMeter struct{ *stock }

func (m *virtualMeter) at(workers int, load float64) (measurer, error) {
	if need := m.set.Realised.Total.Hours() + lastOf(m.set.Arrivals).Hours(); need > mostVirtual.Hours() {
		return nil, fmt.Errorf("the jobs are %.0f years of work or more, and virtual time ends after %.0f", need/hoursAYear, mostVirtual.Hours()/hoursAYear)
	}
	trial := NewTrial(m.set.Jobs, nil, workers)
	trial.patience = m.plan.Patience
	if m.plan.Search {
		return func(ctx context.Context, c Contender) (Measured, error) {
			return m.search(ctx, c, trial)
		}, nil
	}
	if err := m.fill(trial, m.plan.Cores, load); err != nil {
		return nil, err
	}
	return func(ctx context.Context, c Contender) (Measured, error) {
		if l, ok := c.(Learner); ok && trial.arrivals == nil {
			for range l.Lessons() {
				if _, err := trial.RunVirtual(ctx, c, m.plan.Cores); err != nil {
					return Measured{}, err
				}
			}
		}
		return m.seen(c, trial)(trial.RunVirtual(ctx, c, m.plan.Cores))
	}, nil
}

// seen passes on what was measured with a picture of it, and shows the trial to who
// observes the plan.
func (s *stock) seen(c Contender, t *Trial) func(Measured, error) (Measured, error) {
	return func(m Measured, err error) (Measured, error) {
		if err != nil {
			return m, err
		}
		if !s.plan.Bare { // where no job is looked at
			m.Picture = metrics.Picture(t.jobSpans(), t.Workers, t.warmUp)
		}
		if s.plan.observe != nil {
			s.plan.observe(c, t, s.name)
		}
		return m, nil
	}
}

func (m *virtualMeter) close() {}
