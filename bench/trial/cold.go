package trial

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// errUnplaced is the error of a contender of which no worker is ever known to be warm.
var errUnplaced = errors.New("does not say which worker runs a job, so that none can be cold: the workload has the option cold")

// coldWorkers returns what cold workers pay, and numbers the keys of jobs if they pay
// something.
func (t *Trial) coldWorkers() workloads.Cold {
	if t.len() == 0 {
		return workloads.Cold{}
	}
	first := t.task(0).Data
	cold := workloads.Cold{Extra: first.Cold, Keeps: first.Keeps}
	if cold.Extra > 0 && t.keys == nil {
		_, t.keys = t.dueAndKeys()
	}
	return cold
}

// warmed returns the context of a run by goroutines, which begins with cold workers.
func (t *Trial) warmed(ctx context.Context, c Contender) (context.Context, error) {
	cold := t.coldWorkers()
	if t.warmth = nil; cold.Extra == 0 {
		return ctx, nil
	}
	if s, ok := c.(*strategy); !ok || !s.hasDiscipline() {
		return nil, errUnplaced
	}
	t.warmth = workloads.NewWarmth(t.Workers, cold.Keeps)
	return context.WithValue(ctx, wantsWorkers{}, true), nil
}

// beginCold reports whether the worker that begins a job is cold for its key.
func (t *Trial) beginCold(ctx context.Context, job int) bool {
	return t.warmth.Begin(ctx.Value(workerOf{}).(int), t.keys[job])
}

// atFirst returns what a cold worker does.
func atFirst(job pool.Job[workloads.Task]) pool.Job[workloads.Task] {
	job.Data = job.Data.AtFirst()
	return job
}

// withCold returns the service times of jobs, and the parts of them that are computing, with
// what cold workers paid.
func (t *Trial) withCold() (service, cpu []time.Duration) {
	service, cpu, _ = t.columns()
	service, cpu = slices.Clone(service), slices.Clone(cpu)
	for i, cold := range t.ran.cold {
		if cold {
			task := t.task(i).Data.AtFirst()
			service[i] = task.Service
			if cpu != nil {
				cpu[i] = task.CPU
			}
		}
	}
	return service, cpu
}
