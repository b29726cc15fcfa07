package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// A meter measures contenders on the jobs of one workload, in the way that the
// plan says.
type meter interface {
	// at returns what measures a contender with that many workers at that load.
	at(workers int, load float64) (*measurer, error)
	close()
}

// A measurer measures contenders with one number of workers at one load.
type measurer struct {
	run func(ctx context.Context, c trial.Contender) (trial.Measured, error)
	ran *trial.Trial // what run ran, job by job; nil: nobody looks at jobs
}

func (p Plan) meter(w workloads.Workload, set workloads.Set, seed uint64) (meter, error) {
	jobs := &jobSet{plan: p, name: w.Name, set: set, seed: seed}
	if p.Virtual {
		return &virtualMeter{jobs}, nil
	}
	runner, err := workloads.NewRunner(p.Calibration, set.Jobs)
	if err != nil {
		return nil, err
	}
	return &realMeter{jobs, runner}, nil
}

// A jobSet is the jobs of a workload in one round, and how they arrive.
type jobSet struct {
	plan Plan
	name string // of the workload
	set  workloads.Set
	seed uint64
}

// addArrivals makes the trial a stream, if that is what the plan wants.
func (s *jobSet) addArrivals(t *trial.Trial, cores int, load float64) error {
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
func (s *jobSet) schedule(gap, load float64) ([]time.Duration, error) {
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
func (s *jobSet) gap(workers, cores int, load float64) float64 {
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
func (s *jobSet) replay(gap, load float64) ([]time.Duration, error) {
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
	*jobSet
	runner *workloads.Runner
}

func (m *realMeter) at(workers int, load float64) (*measurer, error) {
	jobs := m.set.Jobs
	short := trial.New(jobs[:m.plan.warmUpJobs(m.set.Realised, workers)], m.runner.Process, workers)
	whole := trial.New(jobs, m.runner.Process, workers)
	lesson := whole
	if m.plan.stream() {
		lesson = nil // what is learnt is about batches
		if err := m.addArrivals(whole, runtime.GOMAXPROCS(0), load); err != nil {
			return nil, err
		}
	}
	run, ran := (*trial.Trial).Run, whole
	if m.plan.Bare {
		run, ran = (*trial.Trial).RunBare, nil
	}
	return &measurer{func(ctx context.Context, c trial.Contender) (trial.Measured, error) {
		if err := trial.WarmUp(ctx, c, run, short, lesson); err != nil {
			return trial.Measured{}, err
		}
		return run(whole, ctx, c)
	}, ran}, nil
}

func (m *realMeter) close() { m.runner.Close() }

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
type virtualMeter struct{ *jobSet }

func (m *virtualMeter) at(workers int, load float64) (*measurer, error) {
	if need := m.set.Realised.Total.Hours() + lastOf(m.set.Arrivals).Hours(); need > mostVirtual.Hours() {
		return nil, fmt.Errorf("the jobs are %.0f years of work or more, and virtual time ends after %.0f", need/hoursAYear, mostVirtual.Hours()/hoursAYear)
	}
	whole := trial.New(m.set.Jobs, nil, workers)
	whole.Patience = m.plan.Patience
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
