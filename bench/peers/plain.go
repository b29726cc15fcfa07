package peers

import (
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
)

// plain are the ways without a library.
var plain = []Entry{
	{Name: "plain-loop", Summary: "no goroutines: one job after the other", run: func(b *batch) error {
		for i := range b.jobs {
			b.keep(i)
		}
		return nil
	}},
	{Name: "plain-semaphore", Summary: "a goroutine per job, a channel as semaphore", run: func(b *batch) error {
		var wg sync.WaitGroup
		slots := make(chan struct{}, b.workers)
		for i := range b.jobs {
			slots <- struct{}{}
			wg.Go(func() {
				b.keep(i)
				<-slots
			})
		}
		wg.Wait()
		return nil
	}},
	{Name: "plain-channel", Summary: "workers at an unbuffered channel of jobs", run: func(b *batch) error { return throughChannel(b, 0) }},
	{Name: "plain-channel-1024", Summary: "workers at a channel of jobs with 1024 places", run: func(b *batch) error { return throughChannel(b, 1024) }},
	{Name: "plain-channel-n", Summary: "workers at a channel with a place for every job", run: func(b *batch) error { return throughChannel(b, len(b.jobs)) }, stream: func(in *intake) (running, error) {
		var wg sync.WaitGroup
		jobs := make(chan pool.Job[int], in.capacity)
		for range in.workers {
			wg.Go(func() {
				for job := range jobs {
					in.work(job)
				}
			})
		}
		return running{
			func(job pool.Job[int]) error { jobs <- job; return nil },
			func() error { close(jobs); wg.Wait(); return nil },
		}, nil
	}},
	{Name: "plain-static", Summary: "a slice of the jobs for each worker", run: func(b *batch) error {
		var wg sync.WaitGroup
		for w := range b.workers {
			wg.Go(func() {
				for i := w * len(b.jobs) / b.workers; i < (w+1)*len(b.jobs)/b.workers; i++ {
					b.keep(i)
				}
			})
		}
		wg.Wait()
		return nil
	}},
	{Name: "plain-atomic", Summary: "workers at an atomic index, job by job", run: func(b *batch) error { return byIndex(b, 1) }},
	{Name: "plain-atomic-64", Summary: "workers at an atomic index, 64 jobs at a time", run: func(b *batch) error { return byIndex(b, 64) }},
}

func throughChannel(b *batch, size int) error {
	var wg sync.WaitGroup
	jobs := make(chan int, size)
	for range b.workers {
		wg.Go(func() {
			for i := range jobs {
				b.keep(i)
			}
		})
	}
	for i := range b.jobs {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return nil
}

func byIndex(b *batch, step int) error {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range b.workers {
		wg.Go(func() {
			for {
				end := int(next.Add(int64(step)))
				first := end - step
				if first >= len(b.jobs) {
					return
				}
				for i := first; i < min(end, len(b.jobs)); i++ {
					b.keep(i)
				}
			}
		})
	}
	wg.Wait()
	return nil
}
