package pool_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestHandlerDuringLongJob: the handler gets each result soon, though its worker goes on with
// a job of the same claim that takes long, and does not say so.
func TestHandlerDuringLongJob(t *testing.T) {
	for _, workers := range []int{1, 3} {
		for _, every := range []int{3, 7, 50} {
			synctest.Test(t, func(t *testing.T) {
				const n = 60
				var mu sync.Mutex
				late := make(map[time.Duration]int)
				p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithProcessor(sleepy).WithHandler(func(r Result[int]) {
					mu.Lock()
					defer mu.Unlock()
					late[time.Since(r.Completed)]++
				})
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				for i, job := range numbered(n) {
					if job.Data = 0; i%every == every-1 {
						job.Data = 3600
					}
					if err := p.Submit(t.Context(), job); err != nil {
						t.Fatal(err)
					}
				}
				p.Close()
				if late[0]+late[time.Millisecond] != n {
					t.Errorf("%d workers, every %dth of %d jobs takes long: results by how late they come: %v, want none later than 1ms", workers, every, n, late)
				}
			})
		}
	}
}

// TestHandlerUnblocksJob: a job may wait for the handler to see the results of those before it.
func TestHandlerUnblocksJob(t *testing.T) {
	for _, fail := range []func(){func() {}, func() { panic(errBug) }, runtime.Goexit} {
		synctest.Test(t, func(t *testing.T) {
			const n = 30
			seen := make([]chan struct{}, n)
			for i := range seen {
				seen[i] = make(chan struct{})
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := NewWithConfig[int, int](Config{NumWorkers: 1}).
				WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
					if job.Data%5 == 4 {
						<-seen[job.Data-1]
					}
					return job.Data, nil
				}).
				WithHandler(func(r Result[int]) {
					var i int
					fmt.Sscan(r.JobID, &i)
					close(seen[i]) // panics if it comes twice
					if i == 22 {
						fail()
					}
				})
			if err := p.Start(ctx); err != nil {
				t.Fatal(err)
			}
			accepted := 0
			for _, job := range numbered(n) {
				if p.Submit(t.Context(), job) == nil {
					accepted++
				}
			}
			p.Close()
			for i := range accepted {
				<-seen[i] // all have been handled
			}
		})
	}
}

// TestHandlerPerWorker: the handler is not called with two results of one worker at once: the
// race detector watches.
func TestHandlerPerWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, workers = 600, 3
		var handled [workers]int
		p := NewWithConfig[int, int](Config{NumWorkers: workers}).
			WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
				time.Sleep(time.Duration(job.Data%4/3) * 2 * time.Millisecond)
				return 0, nil
			}).
			WithHandler(func(r Result[int]) {
				before := handled[r.Worker]
				if before%3 == 0 {
					time.Sleep(5 * time.Millisecond)
				}
				handled[r.Worker] = before + 1
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, job := range numbered(n) {
			if err := p.Submit(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
		p.Close()
		if sum := handled[0] + handled[1] + handled[2]; sum != n {
			t.Errorf("handled %v of %d", handled, n)
		}
	})
}
