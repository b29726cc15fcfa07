package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// groups is a strategy in the manner that people write them: a goroutine per
// group of jobs, as many as it takes; the processor gets a context of its own;
// nothing is sent for jobs that a cancellation kept from running; all results
// say worker 0; and it closes the channel, which is not its to close.
type groups struct{ size int }

func (groups) Name() string { return "Groups of jobs" }

func (g groups) Execute(ctx context.Context, config *Config, jobs []Job[int], do Processor[int, int], results chan<- Result[int]) error {
	var wg sync.WaitGroup
	for first := 0; first < len(jobs); first += g.size {
		group := jobs[first:min(first+g.size, len(jobs))]
		wg.Go(func() {
			for _, job := range group {
				if ctx.Err() != nil {
					return
				}
				started := time.Now()
				data, err := do(context.Background(), job)
				completed := time.Now()
				results <- Result[int]{JobID: job.ID, Data: data, Error: err, Worker: 0,
					Started: started, Completed: completed, Duration: completed.Sub(started)}
			}
		})
	}
	wg.Wait()
	close(results)
	return nil
}

func foreignPool(config Config, s Strategy[int, int], do Processor[int, int]) *WorkerPool[int, int] {
	config.Strategy = Custom
	return NewWithConfig[int, int](config).WithStrategy(s).WithProcessor(do)
}

// TestForeign: more jobs than the buffer holds, in job order, whatever order
// the strategy sends them in.
func TestForeign(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 5000} {
		p := foreignPool(Config{NumWorkers: 4, BufferSize: 1}, groups{10}, double)
		for range 2 { // and again
			p.AddJobs(numbered(n))
			results, err := p.Run()
			if err != nil || len(results) != n {
				t.Fatalf("%d jobs: %d results, %v", n, len(results), err)
			}
			for i, r := range results {
				if r.JobID != fmt.Sprint(i) || r.Data != 2*i || r.Error != nil {
					t.Fatalf("%d jobs: result %d is %+v", n, i, r)
				}
			}
		}
	}
}

// TestForeignIDs: jobs need no IDs, and those with the same ID have one result
// each.
func TestForeignIDs(t *testing.T) {
	p := foreignPool(Config{NumWorkers: 2}, groups{2}, double)
	for i := range 7 {
		p.AddJob(Job[int]{ID: []string{"", "same"}[i%2], Data: i})
	}
	results, err := p.Run()
	if err != nil || len(results) != 7 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	sum := 0
	for i, r := range results {
		if r.JobID != []string{"", "same"}[i%2] {
			t.Errorf("result %d has ID %q", i, r.JobID)
		}
		sum += r.Data
	}
	if sum != 42 {
		t.Errorf("results sum to %d, want 42", sum)
	}
}

// TestForeignCancel: prompt, although the strategy hands its processors a
// context that never ends, and every job is accounted for.
func TestForeignCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		p := foreignPool(Config{NumWorkers: 2}, groups{3}, sleepy)
		for range 10 {
			p.AddJob(Job[int]{Data: 2})
		}
		began := time.Now()
		results, err := p.RunContext(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 5*time.Second || len(results) != 10 {
			t.Errorf("Run = %d results, %v after %v, want 10 and the deadline after 5s", len(results), err, time.Since(began))
		}
		done := 0
		for i, r := range results {
			if r.Error == nil {
				done++
			} else if !errors.Is(r.Error, context.DeadlineExceeded) {
				t.Errorf("result %d: %v", i, r.Error)
			}
		}
		if done != 4 { // two workers, two jobs each
			t.Errorf("%d jobs are done, want 4", done)
		}
	})
}

// TestForeignBound: the strategy starts a goroutine per job, and still no more
// than NumWorkers processors run.
func TestForeignBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int64
		p := foreignPool(Config{NumWorkers: 3}, groups{1}, func(context.Context, Job[int]) (int, error) {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(time.Second)
			running.Add(-1)
			return 0, nil
		})
		p.AddJobs(numbered(12))
		began := time.Now()
		if _, err := p.Run(); err != nil || most.Load() != 3 || time.Since(began) != 4*time.Second {
			t.Errorf("Run = %v, %d at once, %v; want 3 at once, 4s", err, most.Load(), time.Since(began))
		}
	})
}

// TestForeignFailures: retries, panics and Goexit are as with any strategy, and
// siblings of the failed job go on.
func TestForeignFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		p := foreignPool(Config{NumWorkers: 2, MaxRetries: 2}, groups{5}, func(_ context.Context, job Job[int]) (int, error) {
			switch job.Data {
			case 1:
				panic("oh no")
			case 2:
				runtime.Goexit()
			case 7:
				if tries++; tries < 3 {
					return 0, errFlaky
				}
			}
			return job.Data, nil
		})
		p.AddJobs(numbered(10))
		results, err := p.Run()
		if err != nil {
			t.Error(err)
		}
		for i, r := range results {
			var panicked *PanicError
			switch i {
			case 1:
				if !errors.As(r.Error, &panicked) || len(panicked.Stack) == 0 {
					t.Errorf("panic: %v", r.Error)
				}
			case 2:
				if r.Error != ErrGoexit {
					t.Errorf("Goexit: %v", r.Error)
				}
			default:
				if r.Error != nil || r.Data != i {
					t.Errorf("result %d: %+v", i, r)
				}
			}
		}
		if tries != 3 {
			t.Errorf("the flaky job was tried %d times, want 3", tries)
		}
	})
}

// execute makes a strategy of a function.
type execute func(ctx context.Context, config *Config, jobs []Job[int], do Processor[int, int], results chan<- Result[int]) error

func (execute) Name() string { return "rogue" }
func (e execute) Execute(ctx context.Context, config *Config, jobs []Job[int], do Processor[int, int], results chan<- Result[int]) error {
	return e(ctx, config, jobs, do, results)
}

// TestForeignBroken: what a strategy does wrong is said, and every job has its
// result.
func TestForeignBroken(t *testing.T) {
	send := func(jobs []Job[int], results chan<- Result[int]) {
		for _, job := range jobs {
			results <- Result[int]{JobID: job.ID, Data: 2 * job.Data}
		}
	}
	for _, c := range []struct {
		name string
		run  execute
		want string
		lost int // jobs without a result of their own
	}{
		{"sends nothing", func(context.Context, *Config, []Job[int], Processor[int, int], chan<- Result[int]) error { return nil },
			"sent no result for 5 of 5 jobs", 5},
		{"fails", func(context.Context, *Config, []Job[int], Processor[int, int], chan<- Result[int]) error {
			return errBug
		},
			"bug", 5},
		{"panics", func(_ context.Context, _ *Config, jobs []Job[int], _ Processor[int, int], results chan<- Result[int]) error {
			send(jobs[:2], results)
			panic(errBug)
		}, "panic: bug", 3},
		{"exits", func(_ context.Context, _ *Config, jobs []Job[int], _ Processor[int, int], results chan<- Result[int]) error {
			send(jobs[:4], results)
			runtime.Goexit()
			return nil
		}, "called runtime.Goexit", 1},
		{"repeats", func(_ context.Context, _ *Config, jobs []Job[int], _ Processor[int, int], results chan<- Result[int]) error {
			send(jobs, results)
			send(jobs[3:], results)
			return nil
		}, `sent 2 results for no job, or for a job that had one (first: job "3")`, 0},
		{"makes up", func(_ context.Context, _ *Config, jobs []Job[int], _ Processor[int, int], results chan<- Result[int]) error {
			send(append([]Job[int]{{ID: "phantom"}}, jobs...), results)
			return nil
		}, `first: job "phantom"`, 0},
		{"closes and goes on", func(_ context.Context, _ *Config, jobs []Job[int], _ Processor[int, int], results chan<- Result[int]) error {
			send(jobs[:1], results)
			close(results)
			send(jobs[1:], results)
			return nil
		}, "panic: send on closed channel", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := foreignPool(Config{NumWorkers: 2, BufferSize: 1}, c.run, double)
				p.AddJobs(numbered(5))
				results, err := p.Run()
				checkBroken(t, err, c.want, false)
				lost := 0
				for i, r := range results {
					if r.JobID != fmt.Sprint(i) || r.Error == nil && r.Data != 2*i {
						t.Errorf("result %d: %+v", i, r)
					}
					var broken *StrategyError
					if r.Error != nil {
						lost++
						if !errors.As(r.Error, &broken) || r.Worker != -1 {
							t.Errorf("result %d: %+v, want a *StrategyError and no worker", i, r)
						}
					}
				}
				if len(results) != 5 || lost != c.lost {
					t.Errorf("%d results, %d lost, want 5 and %d", len(results), lost, c.lost)
				}
			})
		})
	}
}

// TestForeignConfig: the strategy does not retry once more what the pool
// retries, and the pool's own configuration stays as it is.
func TestForeignConfig(t *testing.T) {
	p := foreignPool(Config{NumWorkers: 2, MaxRetries: 3, WorkerTimeout: time.Hour},
		execute(func(_ context.Context, config *Config, jobs []Job[int], _ Processor[int, int], results chan<- Result[int]) error {
			if config.MaxRetries != 0 || config.WorkerTimeout != 0 || config.NumWorkers != 2 {
				t.Errorf("config %+v", config)
			}
			config.NumWorkers = -1
			for _, job := range jobs {
				results <- Result[int]{JobID: job.ID}
			}
			return nil
		}), double)
	for range 2 {
		p.AddJobs(numbered(2))
		if _, err := p.Run(); err != nil {
			t.Error(err)
		}
	}
}

// TestForeignStream: a strategy without a queue says so.
func TestForeignStream(t *testing.T) {
	err := foreignPool(Config{NumWorkers: 1}, groups{1}, double).Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "runs batches only") {
		t.Errorf("Start: %v", err)
	}
}

// TestForeignLeaves: a strategy that returns while its processors run has not
// kept its contract. Run still returns only when they have ended.
func TestForeignLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int64
		p := foreignPool(Config{NumWorkers: 2}, execute(func(ctx context.Context, _ *Config, jobs []Job[int], do Processor[int, int], _ chan<- Result[int]) error {
			for _, job := range jobs {
				go do(ctx, job)
			}
			time.Sleep(time.Second)
			return nil
		}), func(ctx context.Context, job Job[int]) (int, error) {
			running.Add(1)
			defer running.Add(-1)
			rest(ctx, time.Hour)
			time.Sleep(time.Second)
			return 0, nil
		})
		p.AddJobs(numbered(5))
		began := time.Now()
		results, err := p.Run()
		if running.Load() != 0 || time.Since(began) != 2*time.Second {
			t.Errorf("Run returned after %v, with %d processors running", time.Since(began), running.Load())
		}
		checkBroken(t, err, "sent no result for 5 of 5 jobs", false)
		if len(results) != 5 {
			t.Errorf("%d results, want 5", len(results))
		}
		synctest.Wait()
	})
}
