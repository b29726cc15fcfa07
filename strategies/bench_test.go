package strategies_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// BenchmarkCost is what a job costs that does nothing: two workers, 100,000
// jobs, results in memory that is handed back or, in a stream, to a handler.
func BenchmarkCost(b *testing.B) {
	const jobs = 100_000
	list := make([]pool.Job[int], jobs)
	for i := range list {
		list[i].Priority, list[i].Key = i%3, "k"+strconv.Itoa(i%64)
	}
	nothing := func(context.Context, pool.Job[int]) (int, error) { return 0, nil }
	perJob := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/jobs, "ns/job")
	}
	for _, e := range All() {
		d := e.New()
		switch d.(type) { // not how long they have jobs wait, but what it takes
		case Paced:
			d = Paced{Rate: 1e9, Burst: jobs}
		case Poll:
			d = Poll{Every: time.Millisecond, Jobs: jobs}
		}
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(nothing).WithDiscipline(d).
			WithHandler(func(pool.Result[int]) {})
		b.Run("mode=batch/strategy="+e.Name(), func(b *testing.B) {
			b.ReportAllocs()
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
		if e.Batch {
			continue
		}
		b.Run("mode=stream/strategy="+e.Name(), func(b *testing.B) {
			b.ReportAllocs()
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
