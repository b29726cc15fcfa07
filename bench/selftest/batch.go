package selftest

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// makespan runs a batch of jobs with these service times and returns how long it
// took.
func makespan(ctx context.Context, d pool.Discipline, workers int, services []time.Duration) (took time.Duration, err error) {
	jobs := make([]pool.Job[workloads.Task], len(services))
	for i, s := range services {
		jobs[i].Data = workloads.Task{Service: s, CPU: s, Seed: uint32(i)}
		jobs[i].Cost = s
	}
	err = virtual.Run(ctx, virtual.Options{Sleepers: workers}, func(ctx context.Context, c *virtual.Clock) error {
		p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: workers}).
			WithDiscipline(c.Order(d)).WithProcessor(c.Process)
		p.AddJobs(jobs)
		_, err := p.RunContext(ctx)
		took = c.Now()
		return err
	})
	return took, err
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
