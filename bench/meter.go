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
	at(workers int, load float64) (measurer, error)
	close()
}

type measurer func(ctx context.Context, c trial.Contender) (trial.Measured, error)

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
func (s *stock) fill(t *trial.Trial, cores int, load float64) error {
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
	short := trial.New(jobs[:m.plan.warmUpJobs(m.set.Realised, workers)], m.runner.Process, workers)
	whole := trial.New(jobs, m.runner.Process, workers)
	lesson := whole
	if m.plan.stream() {
		lesson = nil // what is learnt is about batches
		if err := m.fill(whole, runtime.GOMAXPROCS(0), load); err != nil {
			return nil, err
		}
	}
	run := (*trial.Trial).Run
	if m.plan.Bare {
		run = (*trial.Trial).RunBare
	}
	return func(ctx context.Context, c trial.Contender) (trial.Measured, error) {
		if err := trial.WarmUp(ctx, c, run, short, lesson); err != nil {
			return trial.Measured{}, err
		}
		return m.seen(c, whole)(run(whole, ctx, c))
	}, nil
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
type virtualMeter struct{ *stock }

func (m *virtualMeter) at(workers int, load float64) (measurer, error) {
	if need := m.set.Realised.Total.Hours() + lastOf(m.set.Arrivals).Hours(); need > mostVirtual.Hours() {
		return nil, fmt.Errorf("the jobs are %.0f years of work or more, and virtual time ends after %.0f", need/hoursAYear, mostVirtual.Hours()/hoursAYear)
	}
	whole := trial.New(m.set.Jobs, nil, workers)
	whole.Patience = m.plan.Patience
	if m.plan.Search {
		return func(ctx context.Context, c trial.Contender) (trial.Measured, error) {
			return m.search(ctx, c, whole)
		}, nil
	}
	if err := m.fill(whole, m.plan.Cores, load); err != nil {
		return nil, err
	}
	run := func(t *trial.Trial, ctx context.Context, c trial.Contender) (trial.Measured, error) {
		return t.RunVirtual(ctx, c, m.plan.Cores)
	}
	return func(ctx context.Context, c trial.Contender) (trial.Measured, error) {
		if !m.plan.stream() {
			if err := whole.Teach(ctx, c, run); err != nil {
				return trial.Measured{}, err
			}
		}
		return m.seen(c, whole)(run(whole, ctx, c))
	}, nil
}

// seen passes on what was measured with a picture of it, and shows the trial to who
// observes the plan.
func (s *stock) seen(c trial.Contender, t *trial.Trial) func(trial.Measured, error) (trial.Measured, error) {
	return func(m trial.Measured, err error) (trial.Measured, error) {
		if err != nil {
			return m, err
		}
		if !s.plan.Bare { // where no job is looked at
			m.Picture = t.Picture()
		}
		if s.plan.observe != nil {
			s.plan.observe(c, t, s.name)
		}
		return m, nil
	}
}

func (m *virtualMeter) close() {}
