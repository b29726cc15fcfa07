package virtual_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// A stream is exponential jobs of 10 ms that arrive at load 0.9.
type stream struct {
	services, arrivals []time.Duration
	job                pool.Job[workloads.Task]
}

func newStream(jobs, workers int) *stream {
	const mean = float64(10 * time.Millisecond)
	r := rand.New(rand.NewPCG(1, 1))
	s := &stream{services: make([]time.Duration, jobs), arrivals: make([]time.Duration, jobs)}
	at := 0.0
	for i := range s.services {
		s.services[i], s.arrivals[i] = 1+time.Duration(r.ExpFloat64()*mean), time.Duration(at)
		at += r.ExpFloat64() * mean / .9 / float64(workers)
	}
	return s
}

// at returns a job, which is valid until the next call.
func (s *stream) at(i int) *pool.Job[workloads.Task] {
	s.job.Data.Service, s.job.Data.CPU, s.job.Data.Seed = s.services[i], s.services[i], uint32(i)
	return &s.job
}

// byEvents runs the stream through the shared queue by events, and returns the processor
// time that took.
func (s *stream) byEvents(b *testing.B, workers int) time.Duration {
	began := cpuTime()
	_, err := virtual.Simulation{
		Discipline: strategies.SharedQueue{}, Workers: workers, Arrivals: s.arrivals, Jobs: len(s.services), Job: s.at,
	}.Run(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return cpuTime() - began
}

// byGoroutines is the same in a bubble.
func (s *stream) byGoroutines(b *testing.B, workers int) time.Duration {
	start := cpuTime()
	err := virtual.Run(b.Context(), virtual.Options{Sleepers: workers, Patience: time.Minute}, func(ctx context.Context, c *virtual.Clock) error {
		p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: workers, BufferSize: len(s.services)}).
			WithDiscipline(c.Order(strategies.SharedQueue{})).WithProcessor(c.Process).WithHandler(func(pool.Result[uint64]) {})
		if err := p.Start(ctx); err != nil {
			return err
		}
		began := time.Now()
		err := c.Generate(s.arrivals, func(i int) error {
			job := *s.at(i)
			job.Created = began.Add(s.arrivals[i])
			return p.Submit(ctx, job)
		})
		if err != nil {
			return err
		}
		return p.Close()
	})
	if err != nil {
		b.Fatal(err)
	}
	return cpuTime() - start
}

// BenchmarkScale runs a stream of 400,000 jobs through the shared queue, by events and by
// goroutines in turns. Run it with -cpu 1: either does one thing at a time.
func BenchmarkScale(b *testing.B) {
	const n = 400_000
	for _, workers := range []int{1, 10, 100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := newStream(n, workers)
			var loop, bubble time.Duration
			for b.Loop() {
				loop += s.byEvents(b, workers)
				bubble += s.byGoroutines(b, workers)
			}
			b.ReportMetric(float64(loop.Nanoseconds())/float64(b.N)/n, "loop-ns/job")
			b.ReportMetric(float64(bubble.Nanoseconds())/float64(b.N)/n, "bubble-ns/job")
			b.ReportMetric(float64(bubble)/float64(loop), "times")
		})
	}
}

// BenchmarkMillion runs ten million jobs on a million workers, by events.
func BenchmarkMillion(b *testing.B) {
	const n, workers = 10_000_000, 1_000_000
	s := newStream(n, workers)
	var loop time.Duration
	for b.Loop() {
		loop += s.byEvents(b, workers)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(loop.Nanoseconds())/float64(b.N)/n, "loop-ns/job")
	b.ReportMetric(float64(memory.Sys)/(1<<20), "sys-MiB")
}

// BenchmarkBare is the least that a bubble costs: goroutines over an atomic index that sleep
// as long as jobs take. It grows with the number of workers, since the stacks and timers of
// sleepers are less and less often in a cache.
func BenchmarkBare(b *testing.B) {
	const n = 1_000_000
	for _, workers := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := newStream(n, workers)
			began := cpuTime()
			for b.Loop() {
				err := virtual.Run(b.Context(), virtual.Options{}, func(context.Context, *virtual.Clock) error {
					var next atomic.Int64
					var wg sync.WaitGroup
					for range workers {
						wg.Go(func() {
							for i := next.Add(1) - 1; i < n; i = next.Add(1) - 1 {
								time.Sleep(s.services[i])
							}
						})
					}
					wg.Wait()
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuTime()-began).Nanoseconds())/float64(b.N)/n, "ns/job")
		})
	}
}
