package plan

import (
	"context"
	"runtime"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// A meter measures contenders on the jobs of one workload, in real or in virtual time.
type meter interface {
	// at returns a measurer for that many workers and that load.
	at(workers int, load float64) (*measurer, error)
	close()
}

// A measurer measures contenders with one number of workers at one load. In virtual time
// several goroutines may call run at once.
type measurer struct {
	// run returns, besides what it measured, the trial that ran; nil: the contender was not
	// measured job by job.
	run func(ctx context.Context, c trial.Contender) (trial.Measured, *trial.Trial, error)

	// release takes back the trial that run returned.
	release func(*trial.Trial)

	pictures bool // trials get them
}

func (p Plan) meter(w workloads.Workload, set *workloads.Drawn, seed uint64) (meter, error) {
	jobs := &jobSet{plan: p, name: w.Name, set: set, seed: seed}
	if p.Virtual {
		return &virtualMeter{jobSet: jobs}, nil
	}
	all := set.Jobs()
	runner, err := workloads.NewRunner(p.Calibration, all)
	if err != nil {
		return nil, err
	}
	return &realMeter{jobs, all, runner}, nil
}

// realMeter measures in real time.
type realMeter struct {
	*jobSet
	jobs   []pool.Job[workloads.Task]
	runner *workloads.Runner
}

func (m *realMeter) at(workers int, load float64) (*measurer, error) {
	short := trial.New(m.jobs[:m.plan.warmUpJobs(m.set.Realised, workers)], m.runner.Process, workers)
	whole := trial.New(m.jobs, m.runner.Process, workers)
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
	return &measurer{func(ctx context.Context, c trial.Contender) (trial.Measured, *trial.Trial, error) {
		if err := trial.WarmUp(ctx, c, run, short, lesson); err != nil {
			return trial.Measured{}, nil, err
		}
		got, err := run(whole, ctx, c)
		return got, ran, err
	}, func(*trial.Trial) {}, !m.plan.NoPictures}, nil
}

func (m *realMeter) close() { m.runner.Close() }
