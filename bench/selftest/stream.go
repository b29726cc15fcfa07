package selftest

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// mean is the mean service time. In nanoseconds it is so long that rounding does
// not show.
const mean = time.Second

// A stream is jobs that arrive as Poisson says.
type stream struct {
	discipline pool.Discipline
	workers    int
	load       float64
	service    workloads.Distribution // nil: exponential
	shares     []float64              // of the jobs by priority, the most urgent first; nil: one

	// cost is what the strategy is told of a service; nil: the truth.
	cost func(service time.Duration, r *rand.Rand) time.Duration
}

// unknown is the cost of jobs of which nothing is known.
func unknown(time.Duration, *rand.Rand) time.Duration { return 0 }

// predicted is a cost that is exponential, with the service as its mean.
func predicted(service time.Duration, r *rand.Rand) time.Duration {
	return max(1, time.Duration(r.ExpFloat64()*float64(service)))
}

// waited is what is known of one job, in mean services.
type waited struct {
	wait, sojourn float64
	class         int
}

// warmUp is the share of the jobs that fill the stream and are not measured.
const warmUp = 0.1

// run runs so many jobs and returns those that count, in the order of arrival.
func (s stream) run(ctx context.Context, jobs int, seed uint64) ([]waited, error) {
	if s.service == nil {
		s.service = workloads.Exponential{}
	}
	r := rand.New(rand.NewPCG(seed, 0x73656c66))
	costs := rand.New(rand.NewPCG(seed, 0x636f7374))
	arrivals, err := workloads.Schedule(workloads.Poisson{}, jobs, float64(mean)/(s.load*float64(s.workers)), seed)
	if err != nil {
		return nil, err
	}
	batch := make([]pool.Job[workloads.Task], jobs)
	out := make([]waited, jobs)
	unit := float64(mean) / workloads.Mean(s.service)
	for i := range batch {
		service := max(1, time.Duration(s.service.Draw(r)*unit))
		batch[i].Data = workloads.Task{Service: service, CPU: service, Seed: uint32(i)}
		batch[i].Cost = service
		if s.cost != nil {
			batch[i].Cost = s.cost(service, costs)
		}
		for u := r.Float64(); out[i].class < len(s.shares)-1 && u >= s.shares[out[i].class]; out[i].class++ {
			u -= s.shares[out[i].class]
		}
		batch[i].Priority = len(s.shares) - out[i].class
	}
	err = virtual.Run(ctx, virtual.Options{Sleepers: s.workers}, func(ctx context.Context, c *virtual.Clock) error {
		began := time.Now()
		do := func(ctx context.Context, job pool.Job[workloads.Task]) (int, error) {
			i := int(job.Data.Seed)
			out[i].wait = float64(time.Since(began)-arrivals[i]) / float64(mean)
			_, err := c.Process(ctx, job)
			out[i].sojourn = float64(time.Since(began)-arrivals[i]) / float64(mean)
			return i, err
		}
		p := pool.NewWithConfig[workloads.Task, int](pool.Config{NumWorkers: s.workers, BufferSize: jobs, Seed: seed}).
			WithDiscipline(c.Order(s.discipline)).WithProcessor(do).WithHandler(func(pool.Result[int]) {})
		if err := p.Start(ctx); err != nil {
			return err
		}
		err := c.Generate(arrivals, func(i int) error {
			batch[i].Created = began.Add(arrivals[i])
			return p.Submit(ctx, batch[i])
		})
		if closed := p.Close(); err == nil {
			err = closed
		}
		return err
	})
	return out[int(warmUp*float64(jobs)):], err
}

// A quantity is what is reckoned from the jobs of one run.
type quantity func(jobs []waited) float64

// waits is the mean wait of a class; −1 for all jobs.
func waits(class int) quantity {
	return func(jobs []waited) float64 {
		var sum, n float64
		for _, j := range jobs {
			if class < 0 || j.class == class {
				sum += j.wait
				n++
			}
		}
		return sum / n
	}
}

func sojourns(jobs []waited) float64 {
	var sum float64
	for _, j := range jobs {
		sum += j.sojourn / float64(len(jobs))
	}
	return sum
}

// quantile is that of the waits or, with sojourn, of the sojourns.
func quantile(q float64, sojourn bool) quantity {
	return func(jobs []waited) float64 {
		values := make([]float64, len(jobs))
		for i, j := range jobs {
			values[i] = j.wait
			if sojourn {
				values[i] = j.sojourn
			}
		}
		slices.Sort(values)
		return values[int(q*float64(len(values)))]
	}
}
