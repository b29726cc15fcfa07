package peers

import (
	"context"
	"fmt"
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
	benchWorkers = 2 // of streams
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

// contract gives a job of a peer's stream what those of the pool have of their own: two
// honest times and a full Result. Batches of adapters have it anyway.
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

// chosen are the strategies that one would choose for short jobs.
var chosen = []string{"shared-queue", "guided", "work-stealing", "chunked"}

// BenchmarkBatch is a batch by each of the chosen strategies and by each peer, all held
// to the same contract.
func BenchmarkBatch(b *testing.B) {
	for _, at := range []struct{ kind, workers int }{{0, 2}, {1, 2}, {1, 4}, {1, 16}} {
		kind := kinds[at.kind]
		name := fmt.Sprintf("job=%s/workers=%d/way=", kind.name, at.workers)
		for _, e := range strategies.All() {
			if slices.Contains(chosen, e.Name()) {
				b.Run(name+e.Name(), func(b *testing.B) { batchOfPool(b, e.New(), at.workers, kind.do) })
			}
		}
		for _, c := range slices.Concat(Contenders(), plain.Contenders()) {
			b.Run(name+c.Name(), func(b *testing.B) { batchOfPeer(b, c, at.workers, kind.do) })
		}
	}
}

func batchOfPool(b *testing.B, d pool.Discipline, workers int, do pool.Processor[int, uint64]) {
	b.ReportAllocs()
	var err error
	p := pool.NewWithConfig[int, uint64](pool.Config{NumWorkers: workers}).WithDiscipline(d).WithProcessor(do)
	results := make([]pool.Result[uint64], benchJobs)
	jobs := numbered(benchJobs)
	for b.Loop() {
		p.AddJobs(jobs)
		if results, err = p.RunInto(b.Context(), results); err != nil || len(results) != benchJobs {
			b.Fatal(len(results), err)
		}
	}
	perJob(b)
}

func batchOfPeer(b *testing.B, c bench.Contender, workers int, do pool.Processor[int, uint64]) {
	b.ReportAllocs()
	jobs := numbered(benchJobs)
	c.(bench.Preparer).Prepare(benchJobs)
	var report bench.Report
	for b.Loop() {
		var err error
		if report, err = c.Run(b.Context(), workers, jobs, do); err != nil {
			b.Fatal(err)
		}
	}
	perJob(b)
	// Of the last batch: looking costs the peer nothing.
	if err := report.Complete(&report); err != nil {
		b.Fatal(err)
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
