// Package plain has contenders that need no library, such as a channel and some
// goroutines: what a pool has to beat.
package plain

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
)

// All returns the adapters in the order in which to list them.
func All() []adapter.Adapter { return slices.Clone(all) }

// Contenders returns all of them as contenders.
func Contenders() []bench.Contender { return adapter.Contenders(all) }

// Static is the name of the adapter with the least overhead when all jobs are alike: each
// worker has its share from the start. Efficiency is measured against it.
const Static = record.GrainReference

var all = []adapter.Adapter{
	{Name: "plain-loop", Summary: "no goroutines: one job after the other", Batch: func(b *adapter.Batch) error {
		for i := range b.Jobs {
			b.Keep(i)
		}
		return nil
	}},
	{Name: "plain-semaphore", Summary: "a goroutine per job, a channel as semaphore", Batch: func(b *adapter.Batch) error {
		var wg sync.WaitGroup
		slots := make(chan struct{}, b.Workers)
		for i := range b.Jobs {
			slots <- struct{}{}
			wg.Go(func() {
				b.Keep(i)
				<-slots
			})
		}
		wg.Wait()
		return nil
	}},
	{Name: "plain-channel", Summary: "workers at an unbuffered channel of jobs", Batch: func(b *adapter.Batch) error { return throughChannel(b, 0) }},
	{Name: "plain-channel-1024", Summary: "workers at a channel of jobs with 1024 places", Batch: func(b *adapter.Batch) error { return throughChannel(b, 1024) }},
	{Name: "plain-channel-n", Summary: "workers at a channel with a place for every job", Batch: func(b *adapter.Batch) error { return throughChannel(b, len(b.Jobs)) }, Stream: func(in *adapter.Intake) (adapter.Running, error) {
		var wg sync.WaitGroup
		jobs := make(chan pool.Job[int], in.Capacity)
		for range in.Workers {
			wg.Go(func() {
				for job := range jobs {
					in.Work(job)
				}
			})
		}
		return adapter.Running{
			Submit: func(job pool.Job[int]) error { jobs <- job; return nil },
			Close:  func() error { close(jobs); wg.Wait(); return nil },
		}, nil
	}},
	{Name: Static, Summary: "a slice of the jobs for each worker", Batch: func(b *adapter.Batch) error {
		var wg sync.WaitGroup
		for w := range b.Workers {
			wg.Go(func() {
				for i := w * len(b.Jobs) / b.Workers; i < (w+1)*len(b.Jobs)/b.Workers; i++ {
					b.Keep(i)
				}
			})
		}
		wg.Wait()
		return nil
	}},
	{Name: "plain-atomic", Summary: "workers at an atomic index, job by job", Batch: func(b *adapter.Batch) error { return byIndex(b, 1) }},
	{Name: "plain-atomic-64", Summary: "workers at an atomic index, 64 jobs at a time", Batch: func(b *adapter.Batch) error { return byIndex(b, 64) }},
}

func throughChannel(b *adapter.Batch, size int) error {
	var wg sync.WaitGroup
	jobs := make(chan int, size)
	for range b.Workers {
		wg.Go(func() {
			for i := range jobs {
				b.Keep(i)
			}
		})
	}
	for i := range b.Jobs {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return nil
}

func byIndex(b *adapter.Batch, step int) error {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range b.Workers {
		wg.Go(func() {
			for {
				end := int(next.Add(int64(step)))
				first := end - step
				if first >= len(b.Jobs) {
					return
				}
				for i := first; i < min(end, len(b.Jobs)); i++ {
					b.Keep(i)
				}
			}
		})
	}
	wg.Wait()
	return nil
}
