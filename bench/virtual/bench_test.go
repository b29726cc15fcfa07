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

// BenchmarkScale runs a million jobs through the shared queue, and beside it
// (bare) goroutines over an atomic index that sleep as long, which is the least
// that virtual time costs. Both grow with the number of workers: the stacks and
// timers of sleepers are less and less often in a cache. Run it with -cpu 1: a
// bubble does one thing at a time.
func BenchmarkScale(b *testing.B) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 1))
	jobs := make([]pool.Job[workloads.Task], n)
	for i := range jobs {
		s := 1 + time.Duration(r.ExpFloat64()*float64(10*time.Millisecond))
		jobs[i].Data = workloads.Task{Service: s, CPU: s, Seed: uint32(i)}
	}
	for _, workers := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("bare/workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				err := virtual.Run(b.Context(), virtual.Options{}, func(context.Context, *virtual.Clock) error {
					var next atomic.Int64
					var wg sync.WaitGroup
					for range workers {
						wg.Go(func() {
							for i := next.Add(1) - 1; i < n; i = next.Add(1) - 1 {
								time.Sleep(jobs[i].Data.Service)
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
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/job")
		})
		b.Run(fmt.Sprintf("shared-queue/workers=%d", workers), func(b *testing.B) {
			results := make([]pool.Result[uint64], n)
			var before, amid runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for b.Loop() {
				err := virtual.Run(b.Context(), virtual.Options{Sleepers: workers}, func(ctx context.Context, c *virtual.Clock) error {
					p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: workers}).
						WithDiscipline(c.Order(strategies.SharedQueue{})).
						WithProcessor(func(ctx context.Context, job pool.Job[workloads.Task]) (uint64, error) {
							if job.Data.Seed == n/2 {
								runtime.ReadMemStats(&amid)
							}
							return c.Process(ctx, job)
						})
					p.AddJobs(jobs)
					_, err := p.RunInto(ctx, results)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/job")
			b.ReportMetric(float64(int64(amid.StackInuse+amid.HeapInuse)-int64(before.StackInuse+before.HeapInuse))/float64(workers), "B/worker")
			b.ReportMetric(float64(amid.StackInuse)/float64(workers), "stack-B/worker")
		})
	}
}

// BenchmarkEvents runs a stream of a million exponential jobs at load 0.9 through the
// shared queue, by events.
func BenchmarkEvents(b *testing.B) {
	const n, mean = 1_000_000, float64(10 * time.Millisecond)
	for _, workers := range []int{4, 100, 10_000, 100_000} {
		b.Run(fmt.Sprintf("shared-queue/workers=%d", workers), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			jobs := make([]pool.Job[workloads.Task], n)
			arrivals := make([]time.Duration, n)
			at := 0.0
			for i := range jobs {
				s := 1 + time.Duration(r.ExpFloat64()*mean)
				jobs[i].Data = workloads.Task{Service: s, CPU: s, Seed: uint32(i)}
				arrivals[i] = time.Duration(at)
				at += r.ExpFloat64() * mean / .9 / float64(workers)
			}
			for b.Loop() {
				_, err := virtual.Simulation{Discipline: strategies.SharedQueue{}, Workers: workers, Arrivals: arrivals,
					Jobs: n, Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] }}.Run(b.Context())
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/job")
		})
	}
}
