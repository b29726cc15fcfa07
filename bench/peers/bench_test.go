package peers

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

const (
	benchJobs    = 100_000
	benchWorkers = 2
)

// kinds are the jobs: none at all, and about a microsecond of fixed work.
var kinds = []struct {
	name string
	do   pool.Processor[int, uint64]
}{
	{"nop", func(_ context.Context, job pool.Job[int]) (uint64, error) { return uint64(job.Data), nil }},
	{"1us", func(_ context.Context, job pool.Job[int]) (uint64, error) {
		x := uint64(job.Data)
		for range 460 {
			x += 0x9e3779b97f4a7c15
			x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		}
		return x, nil
	}},
}

// contract gives every job of a peer what those of the pool have of their own: two
// honest times and a full Result.
func contract(do pool.Processor[int, uint64], results []pool.Result[uint64]) pool.Processor[int, uint64] {
	began := time.Now()
	return func(ctx context.Context, job pool.Job[int]) (uint64, error) {
		start := time.Since(began)
		data, err := do(ctx, job)
		end := time.Since(began)
		results[job.Data] = pool.Result[uint64]{JobID: job.ID, Data: data, Error: err,
			Started: began.Add(start), Completed: began.Add(end), Duration: end - start, Wait: start}
		return data, err
	}
}

func perJob(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/benchJobs, "ns/job")
}

// BenchmarkBatch is a batch by each of the strategies that one would choose for short
// jobs, and by each peer, all held to the same contract.
func BenchmarkBatch(b *testing.B) {
	for _, kind := range kinds {
		for _, name := range []string{"shared-queue", "guided", "work-stealing", "chunked"} {
			b.Run("job="+kind.name+"/way="+name, func(b *testing.B) {
				b.ReportAllocs()
				var d pool.Discipline
				for _, e := range strategies.All() {
					if e.Name() == name {
						d = e.New()
					}
				}
				var err error
				p := pool.NewWithConfig[int, uint64](pool.Config{NumWorkers: benchWorkers}).WithDiscipline(d).WithProcessor(kind.do)
				results := make([]pool.Result[uint64], benchJobs)
				jobs := numbered(benchJobs)
				for b.Loop() {
					p.AddJobs(jobs)
					if results, err = p.RunInto(b.Context(), results); err != nil || len(results) != benchJobs {
						b.Fatal(len(results), err)
					}
				}
				perJob(b)
			})
		}
		for _, c := range slices.Concat(Contenders(), plain.Contenders()) {
			b.Run("job="+kind.name+"/way="+c.Name(), func(b *testing.B) {
				b.ReportAllocs()
				jobs, results := numbered(benchJobs), make([]pool.Result[uint64], benchJobs)
				c.(bench.Preparer).Prepare(benchJobs)
				do := contract(kind.do, results)
				for b.Loop() {
					if _, err := c.Run(b.Context(), benchWorkers, jobs, do); err != nil {
						b.Fatal(err)
					}
				}
				perJob(b)
			})
		}
	}
}

// BenchmarkStream hands over jobs one by one, as fast as they are taken, of which 1024
// may wait where there is a bound.
func BenchmarkStream(b *testing.B) {
	contenders := slices.Concat([]bench.Contender{bench.Discipline(strategies.SharedQueue{})}, Contenders(), plain.Contenders())
	for i, c := range contenders {
		s, ok := c.(bench.Streamer)
		if !ok {
			continue
		}
		b.Run("job=nop/way="+c.Name(), func(b *testing.B) {
			b.ReportAllocs()
			jobs, results := numbered(benchJobs), make([]pool.Result[uint64], benchJobs)
			do := kinds[0].do
			if i > 0 {
				do = contract(do, results)
			}
			for b.Loop() {
				st, err := s.Stream(b.Context(), benchWorkers, pool.DefaultBufferSize, do)
				if err != nil {
					b.Fatal(err)
				}
				for _, job := range jobs {
					if err := st.Submit(b.Context(), job); err != nil {
						b.Fatal(err)
					}
				}
				if _, err := st.Close(); err != nil {
					b.Fatal(err)
				}
			}
			perJob(b)
		})
	}
}
