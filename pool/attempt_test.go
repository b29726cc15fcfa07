package pool_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

var errFlaky = errors.New("flaky")

// TestRetries: the waits double, up to 32 times the first.
func TestRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		began := time.Now()
		p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: 7, RetryDelay: time.Second}).WithProcessor(
			func(context.Context, Job[int]) (int, error) {
				at = append(at, time.Since(began)/time.Second)
				return 0, errFlaky
			})
		p.AddJob(Job[int]{})
		results, err := p.Run()
		if err != nil {
			t.Error(err) // a job that fails is no error of the run
		}
		if want := []time.Duration{0, 1, 3, 7, 15, 31, 63, 95}; !slices.Equal(at, want) {
			t.Errorf("attempts at %v s, want %v", at, want)
		}
		if r := results[0]; !errors.Is(r.Error, errFlaky) || !strings.Contains(r.Error.Error(), "after 8 attempts") || r.Duration != 95*time.Second {
			t.Errorf("result %+v", r)
		}
	})
}

// TestRetrySucceeds: a later attempt counts, and the default delay is the
// documented.
func TestRetrySucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: 5}).WithProcessor(
			func(context.Context, Job[int]) (int, error) {
				if n++; n < 3 {
					return 0, errFlaky
				}
				return 42, nil
			})
		p.AddJob(Job[int]{})
		results, err := p.Run()
		if r := results[0]; err != nil || r.Error != nil || r.Data != 42 || n != 3 || r.Duration != 3*DefaultRetryDelay {
			t.Errorf("%d attempts, result %+v, error %v", n, r, err)
		}
	})
}

// TestRetryWaitsEnd: with the context, not later; the worker runs other jobs meanwhile.
func TestRetryWaitsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: 1, RetryDelay: time.Hour}).WithProcessor(
			func(context.Context, Job[int]) (int, error) { return 0, errFlaky })
		p.AddJobs(make([]Job[int], 2))
		began := time.Now()
		results, err := p.RunContext(ctx)
		if time.Since(began) != 90*time.Second || !errors.Is(err, context.DeadlineExceeded) ||
			!errors.Is(results[0].Error, errFlaky) || !errors.Is(results[1].Error, errFlaky) {
			t.Errorf("Run took %v: %v, results %v and %v", time.Since(began), err, results[0].Error, results[1].Error)
		}
	})
}

// TestWorkerTimeout bounds one attempt, not the job.
func TestWorkerTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 1, WorkerTimeout: 3 * time.Second, MaxRetries: 1, RetryDelay: time.Second}).WithProcessor(sleepy)
		p.AddJobs([]Job[int]{{Data: 2}, {Data: 5}})
		results, err := p.Run()
		if err != nil || results[0].Error != nil {
			t.Errorf("Run = %v, first result %v", err, results[0].Error)
		}
		if r := results[1]; !errors.Is(r.Error, context.DeadlineExceeded) || r.Duration != 7*time.Second {
			t.Errorf("second result %v after %v, want the deadline twice, with a second between", r.Error, r.Duration)
		}
	})
}

// TestPanics: of a processor, fail its own job, once, without a retry.
func TestPanics(t *testing.T) {
	for _, retries := range []int{0, 3} {
		calls := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: retries}).WithProcessor(
			func(_ context.Context, job Job[int]) (int, error) {
				switch job.Data {
				case 1:
					calls++
					panic(errFlaky)
				case 2:
					calls++
					runtime.Goexit()
				case 3:
					calls++
					var none []int
					return none[job.Data], nil
				}
				return job.Data, nil
			})
		p.AddJobs(numbered(100))
		results, err := p.Run()
		if err != nil || calls != 3 {
			t.Errorf("Run = %v, %d calls of bad jobs, want 3", err, calls)
		}
		for i, r := range results {
			var panicked *PanicError
			switch {
			case i == 2:
				if r.Error != ErrGoexit {
					t.Errorf("Goexit: %v", r.Error)
				}
			case i == 1 || i == 3:
				if !errors.As(r.Error, &panicked) || !strings.Contains(string(panicked.Stack), "TestPanics") {
					t.Errorf("panic: %v, want a *PanicError with the stack of the processor", r.Error)
				}
				if i == 1 && !errors.Is(r.Error, errFlaky) {
					t.Errorf("panic with an error: %v does not unwrap to it", r.Error)
				}
			case r.Error != nil || r.Data != i:
				t.Errorf("result %d: %+v", i, r)
			}
		}
	}
}

// TestGoexitInAttempts: also where retries put frames between.
func TestGoexitInAttempts(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 3, MaxRetries: 2, WorkerTimeout: time.Hour}).WithProcessor(
		func(context.Context, Job[int]) (int, error) { runtime.Goexit(); return 0, nil })
	p.AddJobs(numbered(50))
	results, err := p.Run()
	if err != nil {
		t.Error(err)
	}
	for i, r := range results {
		if r.Error != ErrGoexit {
			t.Errorf("result %d: %v", i, r.Error)
		}
	}
}
