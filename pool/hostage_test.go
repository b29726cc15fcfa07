package pool_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestNoHostagesInBatch: jobs that a worker has claimed together with one that
// turns out to be long are taken over by others, wherever it is.
func TestNoHostagesInBatch(t *testing.T) {
	const n = 4000
	for _, workers := range []int{2, 4} {
		for long := 0; long < n; long += 401 {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: workers}).
					WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
						if job.Data == long {
							time.Sleep(time.Hour)
						}
						return 2 * job.Data, nil
					})
				p.AddJobs(numbered(n))
				results, err := p.Run()
				if err != nil || len(results) != n {
					t.Fatalf("%d results, error %v", len(results), err)
				}
				waited := 0
				for i, r := range results {
					if r.JobID != fmt.Sprint(i) || r.Data != 2*i || r.Error != nil {
						t.Fatalf("result %d: %+v", i, r)
					}
					if r.Wait > 0 {
						waited++
					}
				}
				if waited > 0 {
					t.Errorf("Run(%d jobs, %d workers): %d jobs waited behind job %d", n, workers, waited, long)
				}
			})
		}
	}
}

// TestNoHostagesInStream: the same, also while the stream is being closed.
func TestNoHostagesInStream(t *testing.T) {
	const workers = 4
	for _, closing := range []bool{false, true} {
		for long := workers; long < 200; long += 19 {
			synctest.Test(t, func(t *testing.T) {
				gate := make(chan struct{})
				var mu sync.Mutex
				seen := make(map[string]int)
				p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithUnboundedResults().
					WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
						mu.Lock()
						seen[job.ID]++
						mu.Unlock()
						switch {
						case job.Data < workers:
							<-gate
						case job.Data == long:
							time.Sleep(time.Hour)
						}
						return 0, nil
					})
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				for i, job := range numbered(200) {
					if err := p.Submit(t.Context(), job); err != nil {
						t.Fatal(err)
					}
					if i < workers {
						synctest.Wait()
					}
				}
				if closing {
					go p.Close()
					synctest.Wait()
				}
				close(gate)
				time.Sleep(2 * time.Hour)
				p.Close()
				waited, n := 0, 0
				for r := range p.Results() {
					n++
					if r.Wait > 0 {
						waited++
					}
					if seen[r.JobID] != 1 {
						t.Errorf("job %s ran %d times, want once", r.JobID, seen[r.JobID])
					}
				}
				if waited > 0 || n != 200 {
					t.Errorf("a stream of 200 jobs on %d workers: %d results, %d jobs waited behind job %d", workers, n, waited, long)
				}
			})
		}
	}
}

// TestTakenOverJobsFail: panics, Goexit, the end of the context and metrics are
// as they are for jobs that stay with their worker.
func TestTakenOverJobsFail(t *testing.T) {
	const n = 2000
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		p := NewWithConfig[int, int](Config{NumWorkers: 3, EnableMetrics: true}).
			WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
				switch {
				case job.Data%100 == 33:
					exit()
				case job.Data%100 == 66:
					panic(errBug)
				case job.Data%500 == 250: // all workers are stuck in the end
					rest(ctx, 2*time.Hour)
				}
				return 0, ctx.Err()
			})
		p.AddJobs(numbered(n))
		results, err := p.RunContext(ctx)
		if err == nil || len(results) != n {
			t.Errorf("%d results, error %v, want %d and the deadline", len(results), err, n)
		}
		failed := 0
		for i, r := range results {
			if r.JobID != fmt.Sprint(i) {
				t.Fatalf("result %d: %+v", i, r)
			}
			if r.Error != nil {
				failed++
			}
		}
		if m := p.Metrics(); m.JobsProcessed != n || m.ErrorCount != failed {
			t.Errorf("metrics: %d jobs, %d errors, want %d and %d", m.JobsProcessed, m.ErrorCount, n, failed)
		}
	})
}
