package plan

import (
	"context"
	"runtime"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// A meter measures contenders on the jobs of one workload, in real or in virtual time.
type meter interface {
	// at returns a measurer for that many workers and that load.
	at(workers int, load float64) (*measurer, error)
	close()
}

// A measurer measures contenders with one number of workers at one load.
type measurer struct {
	run func(ctx context.Context, c trial.Contender) (trial.Measured, error)
	ran *trial.Trial // the trial that run runs; nil: it does not measure job by job
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

// realMeter measures in real time.
type realMeter struct {
	*jobSet
	runner *workloads.Runner
}

func (m *realMeter) at(workers int, load float64) (*measurer, error) {
	jobs := m.set.Jobs
	short := trial.New(jobs[:m.plan.warmUpJobs(m.set.Realised, workers)], m.runner.Process, workers)
	whole := trial.New(jobs, m.runner.Process, workers)
	short.Seed, whole.Seed = m.choices(workers), m.choices(workers)
	lesson := whole
	if m.plan.stream() {
		lesson = nil // learners learn about batches
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
