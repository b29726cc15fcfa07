package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

func numbered(n int) []Job[int] {
	jobs := make([]Job[int], n)
	for i := range jobs {
		jobs[i] = Job[int]{ID: fmt.Sprint(i), Data: i}
	}
	return jobs
}

// TestRun: one result per job, in the order of the jobs, for many shapes.
func TestRun(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 64} {
		for _, n := range []int{0, 1, 2, 63, 64, 65, 1000} {
			p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithProcessor(double)
			p.AddJobs(numbered(n))
			results, err := p.Run()
			if err != nil || len(results) != n {
				t.Fatalf("Run(%d jobs, %d workers): %d results, %v", n, workers, len(results), err)
			}
			for i, r := range results {
				if r.Data != 2*i || r.JobID != fmt.Sprint(i) || r.Error != nil || r.Worker < 0 || r.Worker >= workers {
					t.Fatalf("Run(%d jobs, %d workers): result %d is %+v", n, workers, i, r)
				}
			}
		}
	}
}

// TestRunAgain: a run takes the jobs that were added since the last one.
func TestRunAgain(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
	for i, n := range []int{5, 0, 3} {
		for range n {
			p.AddJob(Job[int]{Data: i})
		}
		if results, err := p.Run(); err != nil || len(results) != n {
			t.Errorf("run %d: %d results, %v, want %d", i, len(results), err, n)
		}
	}
}

// TestConcurrentRuns: runs of one pool at the same time share nothing.
func TestConcurrentRuns(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2, EnableMetrics: true}).WithProcessor(double)
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for range 8 {
		wg.Go(func() {
			p.AddJobs(numbered(100))
			results, err := p.Run()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			total += len(results)
		})
	}
	wg.Wait()
	if total != 800 || p.Metrics().JobsProcessed != 800 {
		t.Errorf("%d results, metrics say %d, want 800", total, p.Metrics().JobsProcessed)
	}
}

// TestAddJobs: the slice is neither copied nor written to, also beyond its
// length.
func TestAddJobs(t *testing.T) {
	jobs := numbered(10)
	before := slices.Clone(jobs)
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
	p.AddJobs(jobs[:4])
	p.AddJob(Job[int]{Data: 100})
	p.AddJobs(jobs[8:])
	results, err := p.Run()
	var got []int
	for _, r := range results {
		got = append(got, r.Data/2)
	}
	if want := []int{0, 1, 2, 3, 100, 8, 9}; err != nil || !slices.Equal(got, want) {
		t.Errorf("ran %v, %v, want %v", got, err, want)
	}
	if !slices.Equal(jobs, before) {
		t.Errorf("jobs are now %v", jobs)
	}
}

// TestRunInto: memory is reused if it is large enough, and what was in it does
// not show.
func TestRunInto(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
	memory := make([]Result[int], 3, 10)
	for i := range memory[:10] {
		memory[:10][i] = Result[int]{JobID: "old", Error: errors.New("old")}
	}
	p.AddJobs(numbered(8))
	results, err := p.RunInto(t.Context(), memory)
	if err != nil || len(results) != 8 || &results[0] != &memory[0] {
		t.Errorf("RunInto: %d results, %v, want 8 in the memory given", len(results), err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	p.AddJobs(numbered(10))
	results, err = p.RunInto(canceled, memory)
	if err == nil || len(results) != 10 {
		t.Errorf("RunInto canceled: %d results, %v", len(results), err)
	}
	for i, r := range results {
		if r.JobID != fmt.Sprint(i) || !errors.Is(r.Error, context.Canceled) || r.Worker != -1 || !r.Started.IsZero() || r.Completed.IsZero() {
			t.Errorf("RunInto canceled: result %d is %+v", i, r)
		}
	}
	p.AddJobs(numbered(11))
	if results, _ = p.RunInto(t.Context(), memory); len(results) != 11 || &results[0] == &memory[0] {
		t.Errorf("RunInto with too little memory: %d results", len(results))
	}
}

// TestTimes: what a result says of times is exact in virtual time.
func TestTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
			time.Sleep(time.Duration(job.Data) * time.Second)
			return 0, nil
		})
		began := time.Now()
		p.AddJobs([]Job[int]{{Data: 3}, {Data: 0}, {Data: 5}})
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		at := time.Duration(0)
		for i, r := range results {
			d := []time.Duration{3, 0, 5}[i] * time.Second
			if r.Duration != d || r.Wait != at || r.Started.Sub(began) != at || r.Completed.Sub(began) != at+d {
				t.Errorf("result %d: started %v, completed %v, duration %v, wait %v; want %v, %v, %v, %v", i,
					r.Started.Sub(began), r.Completed.Sub(began), r.Duration, r.Wait, at, at+d, d, at)
			}
			at += d
		}
	})
}

// TestTimeout bounds the run: jobs see their context end, the rest do not start.
func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 2, Timeout: 10 * time.Second}).WithProcessor(sleepy)
		p.AddJobs([]Job[int]{{Data: 4}, {Data: 100}, {Data: 100}, {Data: 1}, {Data: 1}})
		began := time.Now()
		results, err := p.Run()
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "Timeout of 10s") || time.Since(began) != 10*time.Second {
			t.Errorf("Run = %v after %v, want the timeout after 10s", err, time.Since(began))
		}
		for i, r := range results {
			if (r.Error == nil) != (i == 0) || i > 0 && !errors.Is(r.Error, context.DeadlineExceeded) || (r.Worker < 0) != (i > 2) {
				t.Errorf("result %d: %+v", i, r)
			}
		}
	})
}

// sleepy sleeps for so many seconds, or until its context ends.
func sleepy(ctx context.Context, job Job[int]) (int, error) {
	if !rest(ctx, time.Duration(job.Data)*time.Second) {
		return 0, context.Cause(ctx)
	}
	return job.Data, nil
}

func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// TestCause: the context's own cause is what Run and the jobs that never ran
// say.
func TestCause(t *testing.T) {
	why := errors.New("the boss said so")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(sleepy)
		p.AddJobs([]Job[int]{{Data: 9}, {Data: 9}})
		results, err := p.RunContext(ctx)
		if err != why || results[0].Error != why || results[1].Error != why {
			t.Errorf("Run = %v, results %v and %v; want %v", err, results[0].Error, results[1].Error, why)
		}
	})
}

// TestLateCancel: a context that ends when all is done changes nothing.
func TestLateCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
		if job.Data == 4 {
			cancel()
		}
		return job.Data, nil
	})
	p.AddJobs(numbered(5))
	if results, err := p.RunContext(ctx); err != nil || results[4].Error != nil {
		t.Errorf("Run = %v, last result %v; want no error: every job succeeded", err, results[4].Error)
	}
}

// TestUnrelatedFailure: a job that failed by itself does not make a context
// that ended late the error of the run.
func TestUnrelatedFailure(t *testing.T) {
	for _, s := range []Strategy[int, int]{FromDiscipline[int, int](FIFO{}), groups{10}} {
		ctx, cancel := context.WithCancel(t.Context())
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithStrategy(s).WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
			switch job.Data {
			case 1:
				return 0, errFlaky
			case 4:
				cancel()
			}
			return job.Data, nil
		})
		p.AddJobs(numbered(5))
		if results, err := p.RunContext(ctx); err != nil || results[1].Error != errFlaky {
			t.Errorf("%s: Run = %v, want no error: the context kept no job from running", s.Name(), err)
		}
		cancel()
	}
}

// TestGiveUpWithinClaim: a worker that holds several short jobs when the
// context ends runs none of them any more.
func TestGiveUpWithinClaim(t *testing.T) {
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		var ended atomic.Bool
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
			if ended.Load() {
				t.Error("a job started after the context had ended")
			}
			if job.Data == 5000 {
				cancel()
				ended.Store(true)
			}
			return 0, nil
		})
		p.AddJobs(numbered(10_000))
		results, err := p.RunContext(ctx)
		if !errors.Is(err, context.Canceled) || results[5000].Error != nil || results[5001].Error == nil {
			t.Fatalf("Run = %v", err)
		}
	}
}

// TestRefusedJobsStay: a run that cannot begin leaves its jobs to the next.
func TestRefusedJobsStay(t *testing.T) {
	refuse := true
	p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(double).
		WithDiscipline(rogue{newQueue: func(s Setup) (Queue, error) {
			if refuse {
				return nil, errBug
			}
			return FIFO{}.NewQueue(s)
		}})
	p.AddJobs(numbered(3))
	if results, err := p.Run(); !errors.Is(err, errBug) || results != nil {
		t.Errorf("Run = %d results, %v", len(results), err)
	}
	p.AddJob(Job[int]{Data: 3})
	refuse = false
	results, err := p.Run()
	if err != nil || len(results) != 4 || results[0].Data != 0 || results[3].Data != 6 {
		t.Errorf("Run again = %+v, %v", results, err)
	}
}
