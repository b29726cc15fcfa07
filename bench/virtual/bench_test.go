package virtual_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// BenchmarkScale runs a million jobs through the shared queue. The cost of a job
// grows with the number of workers: the stacks and timers of sleepers are less
// and less often in a cache.
func BenchmarkScale(b *testing.B) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 1))
	jobs := make([]pool.Job[workloads.Task], n)
	for i := range jobs {
		s := 1 + time.Duration(r.ExpFloat64()*float64(10*time.Millisecond))
		jobs[i].Data = workloads.Task{Service: s, CPU: s, Seed: uint32(i)}
	}
	for _, workers := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			results := make([]pool.Result[uint64], n)
			for b.Loop() {
				err := virtual.Run(b.Context(), virtual.Options{Sleepers: workers}, func(ctx context.Context, c *virtual.Clock) error {
					p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: workers}).
						WithDiscipline(c.Order(strategies.SharedQueue{})).WithProcessor(c.Process)
					p.AddJobs(jobs)
					_, err := p.RunInto(ctx, results)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/job")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.StackSys)/float64(workers), "stack-B/worker")
		})
	}
}
