package selftest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// redelivered is one worker that is sent 500 jobs at once, which take so many milliseconds.
func redelivered(ms int) check {
	const jobs, ackWait = 500, 30 * time.Second
	service := time.Duration(ms) * time.Millisecond
	return check{strategies.Prefetch{Jobs: jobs, AckWait: ackWait}, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
		out, err := held(ctx, d, 1, slices.Repeat([]time.Duration{service}, jobs))
		if err != nil {
			return err
		}
		emit(Figure{What: fmt.Sprintf("%d jobs of %v sent to one worker, of which one comes again %v later, %s: jobs that come once", jobs, service, ackWait, label(d)),
			Theory: float64(jobs - theory.Redelivered(jobs, service.Seconds(), ackWait.Seconds())), Measured: jobs - detail(out, "redeliveries"), Source: "k services are over 30 s"})
		return nil
	}}
}

// repeated is one job that takes so many times as long as the broker waits, with a worker that
// is idle each time.
func repeated(times float64) check {
	const ackWait = 30 * time.Second
	service := time.Duration(times * float64(ackWait))
	return check{strategies.Prefetch{Jobs: 1, AckWait: ackWait}, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
		// The second job keeps the run from its end until all that was sent again has been.
		out, err := held(ctx, d, 20, []time.Duration{service}, 0, 10*service)
		if err != nil {
			return err
		}
		emit(Figure{What: fmt.Sprintf("a job of %v that comes again each %v, %s: times that it is run", service, ackWait, label(d)),
			Theory: float64(theory.Deliveries(service.Seconds(), ackWait.Seconds())), Measured: 1 + detail(out, "duplicates"), Source: "⌈service ÷ ack wait⌉"})
		return nil
	}}
}

// recovered is a batch of which one of two processes dies with half of what it holds.
var recovered = check{strategies.Prefetch{Jobs: 10, AckWait: 30 * mean}, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
	const prefetch, dies, ackWait = 10, 5.5, 30
	out, err := simulation(d, 2, slices.Repeat(units(1), 2*prefetch), virtual.Death{Worker: 0, At: mean * 11 / 2}).Run(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", d.Name(), err)
	}
	emit(Figure{What: fmt.Sprintf("%d jobs of 1 in two processes, of which one dies at %v and its jobs come again at %d, %s: makespan", 2*prefetch, dies, ackWait, label(d)),
		Theory: theory.RecoveredMakespan(prefetch, 1, dies, ackWait), Measured: math.Floor(float64(out.Makespan)/float64(mean)*1e6) / 1e6, Source: "what is lost, after the ack wait"})
	return nil
}}

// held runs jobs, which are all there at once or else arrive at these times.
func held(ctx context.Context, d pool.Discipline, workers int, services []time.Duration, arrivals ...time.Duration) (virtual.Simulated, error) {
	if len(arrivals) > len(services) {
		services = append(services, slices.Repeat([]time.Duration{time.Microsecond}, len(arrivals)-len(services))...)
	}
	s := simulation(d, workers, services)
	s.Arrivals = arrivals
	out, err := s.Run(ctx)
	if err != nil {
		return out, fmt.Errorf("%s: %w", d.Name(), err)
	}
	return out, nil
}

func simulation(d pool.Discipline, workers int, services []time.Duration, deaths ...virtual.Death) virtual.Simulation {
	batch := batchOf(services)
	return virtual.Simulation{Discipline: d, Workers: workers, Jobs: len(batch), Job: func(i int) *pool.Job[workloads.Task] { return &batch[i] }, Deaths: deaths}
}

// detail returns what the queue reported by that name.
func detail(out virtual.Simulated, name string) float64 {
	for _, d := range out.Details {
		if d.Name == name {
			return d.Value
		}
	}
	return math.NaN()
}
