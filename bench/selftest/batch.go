package selftest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// runBatch runs a batch of jobs and returns how long it took. ended, which may be nil, is
// called with each job.
func runBatch(ctx context.Context, d pool.Discipline, workers int, jobs []pool.Job[workloads.Task], ended func(virtual.Ended)) (time.Duration, error) {
	out, err := virtual.Simulation{
		Discipline: d, Workers: workers, Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] }, Ended: ended,
	}.Run(ctx)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", d.Name(), err)
	}
	return out.Makespan, nil
}

// makespan runs a batch of jobs with these service times and returns how long it
// took.
func makespan(ctx context.Context, d pool.Discipline, workers int, services []time.Duration) (time.Duration, error) {
	return runBatch(ctx, d, workers, batchOf(services), nil)
}

func batchOf(services []time.Duration) []pool.Job[workloads.Task] {
	jobs := make([]pool.Job[workloads.Task], len(services))
	for i, s := range services {
		jobs[i] = pool.Job[workloads.Task]{Data: workloads.Task{Service: s, CPU: s, Seed: uint32(i)}, Cost: s}
	}
	return jobs
}

// exponential draws service times.
func exponential(n int, seed uint64) []time.Duration {
	r := rand.New(rand.NewPCG(seed, 0x6261746368))
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = max(1, time.Duration(r.ExpFloat64()*float64(mean)))
	}
	return out
}

// units makes service times of whole units.
func units(n ...int) []time.Duration {
	out := make([]time.Duration, len(n))
	for i, x := range n {
		out[i] = time.Duration(x) * mean
	}
	return out
}
