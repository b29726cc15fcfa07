package peers

import (
	"sync"
	"sync/atomic"
)

// plain are the ways without a library.
var plain = []Entry{
	{"plain-loop", "no goroutines: one job after the other", "", func(b *batch) error {
		for i := range b.jobs {
			b.keep(i)
		}
		return nil
	}},
	{"plain-semaphore", "a goroutine per job, a channel as semaphore", "", func(b *batch) error {
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
	{"plain-channel", "workers at an unbuffered channel of jobs", "", func(b *batch) error { return throughChannel(b, 0) }},
	{"plain-channel-1024", "workers at a channel of jobs with 1024 places", "", func(b *batch) error { return throughChannel(b, 1024) }},
	{"plain-channel-n", "workers at a channel with a place for every job", "", func(b *batch) error { return throughChannel(b, len(b.jobs)) }},
	{"plain-static", "a slice of the jobs for each worker", "", func(b *batch) error {
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
	{"plain-atomic", "workers at an atomic index, job by job", "", func(b *batch) error { return byIndex(b, 1) }},
	{"plain-atomic-64", "workers at an atomic index, 64 jobs at a time", "", func(b *batch) error { return byIndex(b, 64) }},
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
