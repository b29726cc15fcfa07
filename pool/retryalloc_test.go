package pool_test

import (
	"context"
	"testing"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestRetriesDoNotAllocate: an attempt allocates nothing, in batches and in streams, whether
// the job comes back at once or after a delay.
func TestRetriesDoNotAllocate(t *testing.T) {
	const jobs, attempts = 20, 200
	list := make([]Job[int], jobs)
	again := [2]error{Again(0), Again(time.Microsecond)}
	left := make([]int, jobs)
	for i := range list {
		list[i].Data = i
	}
	for _, kind := range []string{"batch", "stream"} {
		for _, d := range []Discipline{FIFO{}, new(stack)} {
			for delay := range again {
				perRun := func(attempts int) float64 {
					p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: jobs}).WithDiscipline(d).WithoutResults().
						WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
							if left[job.Data]--; left[job.Data] > 0 {
								return 0, again[delay]
							}
							return 0, nil
						})
					var results []Result[int]
					return testing.AllocsPerRun(5, func() {
						for i := range left {
							left[i] = attempts
						}
						if kind == "batch" {
							p.AddJobs(list)
							var err error
							if results, err = p.RunInto(t.Context(), results); err != nil {
								t.Fatal(err)
							}
							return
						}
						if err := p.Start(t.Context()); err != nil {
							t.Fatal(err)
						}
						for i := range list {
							if err := p.Submit(t.Context(), list[i]); err != nil {
								t.Fatal(err)
							}
						}
						if err := p.Close(); err != nil {
							t.Fatal(err)
						}
					})
				}
				few, many := perRun(2), perRun(attempts)
				if each := (many - few) / (jobs * (attempts - 2)); each > 0.05 {
					t.Errorf("%s, %s, Again(%v): %.2f allocations an attempt (%v for %d attempts at each of %d jobs, %v for 2)",
						kind, d.Name(), []time.Duration{0, time.Microsecond}[delay], each, many, attempts, jobs, few)
				}
			}
		}
	}
}
