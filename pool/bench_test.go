package pool_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// The benchmarks use two workers and report the cost of one job. Compare rows
// of one run with each other: the machine's mood changes from run to run.
const (
	benchWorkers = 2
	benchJobs    = 100_000
)

func nop(context.Context, Job[int]) (int, error) { return 0, nil }

// spin is fixed work of about a microsecond: it does not look at the clock.
func spin(_ context.Context, job Job[int]) (int, error) { return work(job.Data), nil }

//go:noinline
func work(seed int) int {
	x := uint64(seed) | 1
	for range workSteps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return int(x)
}

const workSteps = 700

func benchBatch() []Job[int] {
	jobs := make([]Job[int], benchJobs)
	for i := range jobs {
		jobs[i].Data = i
	}
	return jobs
}

func perJob(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchJobs, "ns/job")
}

func BenchmarkRun(b *testing.B) {
	for _, kind := range []struct {
		name string
		do   Processor[int, int]
	}{{"nop", nop}, {"1us", spin}} {
		jobs := benchBatch()
		p := NewWithConfig[int, int](Config{NumWorkers: benchWorkers}).WithProcessor(kind.do)
		b.Run("job="+kind.name+"/memory=fresh", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.AddJobs(jobs)
				if _, err := p.Run(); err != nil {
					b.Fatal(err)
				}
			}
			perJob(b)
		})
		b.Run("job="+kind.name+"/memory=reused", func(b *testing.B) {
			b.ReportAllocs()
			var results []Result[int]
			for b.Loop() {
				p.AddJobs(jobs)
				var err error
				if results, err = p.RunInto(b.Context(), results); err != nil {
					b.Fatal(err)
				}
			}
			perJob(b)
		})
		b.Run("job="+kind.name+"/memory=channel", func(b *testing.B) {
			b.ReportAllocs()
			s := FromDiscipline[int, int](FIFO{})
			config := &Config{NumWorkers: benchWorkers}
			for b.Loop() {
				results := make(chan Result[int], 1024)
				go func() {
					if err := s.Execute(b.Context(), config, jobs, kind.do, results); err != nil {
						b.Error(err)
					}
					close(results)
				}()
				n := 0
				for range results {
					n++
				}
				if n != benchJobs {
					b.Fatalf("%d results", n)
				}
			}
			perJob(b)
		})
		b.Run("job="+kind.name+"/memory=bare", func(b *testing.B) {
			out := make([]int, benchJobs)
			for b.Loop() {
				var next atomic.Int64
				var wg sync.WaitGroup
				for range benchWorkers {
					wg.Go(func() {
						for {
							i := int(next.Add(1)) - 1
							if i >= benchJobs {
								return
							}
							out[i], _ = kind.do(b.Context(), jobs[i])
						}
					})
				}
				wg.Wait()
			}
			perJob(b)
		})
	}
}

func BenchmarkStream(b *testing.B) {
	b.Run("pool", func(b *testing.B) {
		b.ReportAllocs()
		p := NewWithConfig[int, int](Config{NumWorkers: benchWorkers}).WithProcessor(nop)
		for b.Loop() {
			if err := p.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			go func() {
				for i := range benchJobs {
					p.Submit(b.Context(), Job[int]{Data: i})
				}
				p.Close()
			}()
			n := 0
			for range p.Results() {
				n++
			}
			if n != benchJobs {
				b.Fatalf("%d results", n)
			}
		}
		perJob(b)
	})
	b.Run("handler", func(b *testing.B) {
		b.ReportAllocs()
		var n [benchWorkers]struct {
			results int
			_       [64]byte
		}
		p := NewWithConfig[int, int](Config{NumWorkers: benchWorkers}).WithProcessor(nop).WithHandler(func(r Result[int]) { n[r.Worker].results++ })
		for b.Loop() {
			if err := p.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			for i := range benchJobs {
				p.Submit(b.Context(), Job[int]{Data: i})
			}
			p.Close()
		}
		perJob(b)
	})
	// channels=1 only hands the jobs over; stamped=true also stamps them, and makes
	// a Result of each with honest times, which is what the pool with a handler
	// does; channels=2 also hands results back.
	b.Run("bare/channels=1", func(b *testing.B) {
		for b.Loop() {
			jobs := make(chan Job[int], DefaultBufferSize)
			var wg sync.WaitGroup
			for range benchWorkers {
				wg.Go(func() {
					for job := range jobs {
						nop(b.Context(), job)
					}
				})
			}
			for i := range benchJobs {
				jobs <- Job[int]{Data: i}
			}
			close(jobs)
			wg.Wait()
		}
		perJob(b)
	})
	b.Run("bare/channels=1/stamped=true", func(b *testing.B) {
		var n [benchWorkers]struct {
			results int
			_       [64]byte
		}
		handle := func(r Result[int]) { n[r.Worker].results++ }
		for b.Loop() {
			jobs := make(chan Job[int], DefaultBufferSize)
			began := time.Now()
			var wg sync.WaitGroup
			for id := range benchWorkers {
				wg.Go(func() {
					start := time.Since(began)
					startTime := began.Add(start)
					for job := range jobs {
						data, err := nop(b.Context(), job)
						end := time.Since(began)
						endTime := began.Add(end)
						handle(Result[int]{JobID: job.ID, Data: data, Error: err, Worker: id,
							Started: startTime, Completed: endTime, Duration: end - start, Wait: startTime.Sub(job.Created)})
						start, startTime = end, endTime
					}
				})
			}
			for i := range benchJobs {
				jobs <- Job[int]{Data: i, Created: began.Add(time.Since(began))}
			}
			close(jobs)
			wg.Wait()
		}
		perJob(b)
	})
	b.Run("bare/channels=2", func(b *testing.B) {
		for b.Loop() {
			jobs := make(chan Job[int], DefaultBufferSize)
			results := make(chan Result[int], DefaultBufferSize)
			var wg sync.WaitGroup
			for id := range benchWorkers {
				wg.Go(func() {
					for job := range jobs {
						start := time.Now()
						data, err := nop(b.Context(), job)
						took := time.Since(start)
						results <- Result[int]{JobID: job.ID, Data: data, Error: err, Worker: id,
							Started: start, Completed: start.Add(took), Duration: took}
					}
				})
			}
			go func() {
				for i := range benchJobs {
					jobs <- Job[int]{Data: i}
				}
				close(jobs)
				wg.Wait()
				close(results)
			}()
			for range results {
			}
		}
		perJob(b)
	})
}
