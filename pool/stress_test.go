package pool_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	. "github.com/go-foundations/poolbench/pool"
)

// TestStreamStress: many submitters, tiny buffers, workers that park and wake
// all the time: nothing is lost, nothing sleeps through a job.
func TestStreamStress(t *testing.T) {
	const submitters, each = 8, 400
	for _, c := range []struct{ workers, buffer int }{{1, 1}, {2, 1}, {3, 2}, {16, 1}, {16, 16}} {
		p := started(t, Config{NumWorkers: c.workers, BufferSize: c.buffer}, func(_ context.Context, job Job[int]) (int, error) {
			if job.Data%7 == 0 {
				runtime.Gosched()
			}
			return job.Data, nil
		})
		var wg sync.WaitGroup
		for s := range submitters {
			wg.Go(func() {
				for i := range each {
					if err := p.Submit(t.Context(), Job[int]{Data: s*each + i}); err != nil {
						t.Error(err)
					}
					if i%5 == 0 {
						runtime.Gosched()
					}
				}
			})
		}
		go func() {
			wg.Wait()
			p.Close()
		}()
		seen := make([]bool, submitters*each)
		for r := range p.Results() {
			if seen[r.Data] {
				t.Fatalf("job %d has two results", r.Data)
			}
			seen[r.Data] = true
		}
		if i := slices.Index(seen, false); i >= 0 {
			t.Errorf("%d workers, buffer %d: job %d has no result", c.workers, c.buffer, i)
		}
	}
}

// TestStreamCancelStress: whatever the moment at which the context ends, each
// accepted job has one result and none else has.
func TestStreamCancelStress(t *testing.T) {
	for n := range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		p := NewWithConfig[int, int](Config{NumWorkers: 3, BufferSize: 2}).WithProcessor(double)
		if err := p.Start(ctx); err != nil {
			t.Fatal(err)
		}
		var accepted atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for i := 0; p.Submit(t.Context(), Job[int]{Data: i}) == nil; i++ {
					if accepted.Add(1) == int64(n) {
						cancel()
					}
				}
			})
		}
		if n == 0 {
			cancel()
		}
		ids, _ := collect(p)
		wg.Wait()
		if int64(len(ids)) != accepted.Load() {
			t.Fatalf("canceled after %d: %d jobs accepted, %d results", n, accepted.Load(), len(ids))
		}
		cancel()
	}
}

// TestPingPong: each job is submitted only when the last one's result is seen,
// so that one wake-up lost, of a worker or of the reader, stops it for good.
func TestPingPong(t *testing.T) {
	const jobs = 30_000
	for _, workers := range []int{1, 2} {
		seen := make(chan struct{}, 1)
		p := started(t, Config{NumWorkers: workers}, double)
		go func() {
			for range jobs {
				p.Submit(t.Context(), Job[int]{})
				<-seen
			}
			p.Close()
		}()
		n := 0
		for range p.Results() {
			n++
			seen <- struct{}{}
		}
		if n != jobs {
			t.Errorf("%d results, want %d", n, jobs)
		}
	}
}
