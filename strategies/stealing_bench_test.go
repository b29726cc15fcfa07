package strategies_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// BenchmarkLook is what it costs to find the only job that waits, and in a batch
// to find that none does.
func BenchmarkLook(b *testing.B) {
	for _, workers := range []int{8, 64, 1024, 10_000} {
		b.Run(fmt.Sprintf("mode=stream/workers=%d", workers), func(b *testing.B) {
			q, err := WorkStealing{}.NewQueue(pool.Setup{Workers: workers, Capacity: 1, Stream: true})
			if err != nil {
				b.Fatal(err)
			}
			dst := make([]int, 1)
			for i := 0; b.Loop(); i++ {
				q.Push(pool.Ticket{})
				if q.Pop(i*7%workers, dst) != 1 {
					b.Fatal("nothing found")
				}
			}
		})
		b.Run(fmt.Sprintf("mode=batch/workers=%d", workers), func(b *testing.B) {
			q, err := WorkStealing{}.NewQueue(pool.Setup{Workers: workers, Capacity: 1})
			if err != nil {
				b.Fatal(err)
			}
			q.(pool.Loader).Load(prioritised(make([]int, workers)))
			dst := make([]int, 1)
			for w := range workers {
				q.Pop(w, dst)
			}
			for i := 0; b.Loop(); i++ {
				if q.Pop(i*7%workers, dst) != 0 {
					b.Fatal("something found")
				}
			}
		})
	}
}

// BenchmarkManyWorkers is what a job that does nothing costs in a pool with many
// workers: 20,000 jobs, all at once, or in a stream through a buffer so small that
// most workers have nothing to do.
func BenchmarkManyWorkers(b *testing.B) {
	const jobs = 20_000
	list := make([]pool.Job[int], jobs)
	nothing := func(context.Context, pool.Job[int]) (int, error) { return 0, nil }
	for _, workers := range []int{64, 1024} {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers, BufferSize: 16}).WithProcessor(nothing).
			WithDiscipline(WorkStealing{}).WithHandler(func(pool.Result[int]) {})
		perJob := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/jobs, "ns/job")
		}
		b.Run(fmt.Sprintf("mode=batch/workers=%d", workers), func(b *testing.B) {
			var results []pool.Result[int]
			for b.Loop() {
				p.AddJobs(list)
				var err error
				if results, err = p.RunInto(b.Context(), results); err != nil {
					b.Fatal(err)
				}
			}
			perJob(b)
		})
		b.Run(fmt.Sprintf("mode=stream/workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				if err := p.Start(b.Context()); err != nil {
					b.Fatal(err)
				}
				for i := range list {
					p.Submit(b.Context(), list[i])
				}
				if err := p.Close(); err != nil {
					b.Fatal(err)
				}
			}
			perJob(b)
		})
	}
}
