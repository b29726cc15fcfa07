package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

func started(t *testing.T, config Config, do Processor[int, int]) *WorkerPool[int, int] {
	t.Helper()
	p := NewWithConfig[int, int](config).WithProcessor(do)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func collect(p *WorkerPool[int, int]) (ids []string, errs []error) {
	for r := range p.Results() {
		ids = append(ids, r.JobID)
		if r.Error != nil {
			errs = append(errs, r.Error)
		}
	}
	return ids, errs
}

// TestStream: every accepted job has one result, and results come as jobs
// finish, not at the end.
func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2, EnableMetrics: true}, sleepy)
		began := time.Now()
		go func() {
			for i, d := range []int{5, 1, 1} {
				if err := p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(i), Data: d}); err != nil {
					t.Error(err)
				}
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
			if p.Metrics().JobsProcessed != 3 {
				t.Errorf("metrics after Close: %+v", p.Metrics())
			}
		}()
		var seen []string
		for r := range p.Results() {
			seen = append(seen, fmt.Sprintf("%s at %v", r.JobID, time.Since(began)))
		}
		if want := []string{"1 at 1s", "2 at 2s", "0 at 5s"}; !slices.Equal(seen, want) {
			t.Errorf("results %v, want %v", seen, want)
		}
	})
}

// TestStreamTimes: wait counts from Created, which is the call of Submit if it
// is not set: also while Submit itself waits.
func TestStreamTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1, BufferSize: 1}, sleepy)
		began := time.Now()
		go func() {
			p.Submit(t.Context(), Job[int]{ID: "first", Data: 10})
			synctest.Wait()
			p.Submit(t.Context(), Job[int]{ID: "second", Data: 1})
			p.Submit(t.Context(), Job[int]{ID: "third", Data: 1}) // waits for 10 s
			p.Submit(t.Context(), Job[int]{ID: "late", Data: 1, Created: began.Add(-time.Minute)})
			p.Close()
		}()
		want := map[string]time.Duration{"first": 0, "second": 10 * time.Second, "third": 11 * time.Second, "late": 72 * time.Second}
		for r := range p.Results() {
			if r.Wait != want[r.JobID] || r.Completed.Sub(r.Started) != r.Duration {
				t.Errorf("%s waited %v, want %v", r.JobID, r.Wait, want[r.JobID])
			}
		}
	})
}

// TestStreamCancel: running jobs see it, waiting ones get the cause as their
// result, and who waits to submit is sent away.
func TestStreamCancel(t *testing.T) {
	for _, handler := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			why := errors.New("closing time")
			ctx, cancel := context.WithCancelCause(t.Context())
			var handled []error
			p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 2}).WithProcessor(sleepy)
			var mu sync.Mutex
			if handler {
				p.WithHandler(func(r Result[int]) {
					mu.Lock()
					defer mu.Unlock()
					handled = append(handled, r.Error)
				})
			}
			if err := p.Start(ctx); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				p.Submit(t.Context(), Job[int]{Data: 10})
				synctest.Wait()
			}
			time.AfterFunc(time.Second, func() { cancel(why) })
			began := time.Now()
			if err := p.Submit(t.Context(), Job[int]{}); err != why || time.Since(began) != time.Second {
				t.Errorf("Submit that waited = %v after %v, want %v after 1s", err, time.Since(began), why)
			}
			if err := p.Submit(t.Context(), Job[int]{}); err != why {
				t.Errorf("Submit afterwards = %v, want %v", err, why)
			}
			if err := p.TrySubmit(Job[int]{}); err != why {
				t.Errorf("TrySubmit afterwards = %v, want %v", err, why)
			}
			ids, errs := collect(p)
			if handler {
				if len(ids) != 0 {
					t.Errorf("Results yields %d beside the handler", len(ids))
				}
				if err := p.Close(); err != why {
					t.Errorf("Close = %v", err)
				}
				errs = handled
			}
			if !slices.Equal(errs, []error{why, why, why}) {
				t.Errorf("errors %v, want three times %v", errs, why)
			}
			if err := p.Close(); err != why || time.Since(began) != time.Second {
				t.Errorf("Close = %v after %v, want %v after 1s", err, time.Since(began), why)
			}
		})
	}
}

// TestStreamTimeout: Config.Timeout bounds a stream.
func TestStreamTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1, Timeout: 3 * time.Second}, sleepy)
		p.Submit(t.Context(), Job[int]{Data: 10})
		began := time.Now()
		if _, errs := collect(p); len(errs) != 1 || !errors.Is(errs[0], context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
			t.Errorf("errors %v after %v", errs, time.Since(began))
		}
		if err := p.Close(); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close = %v", err)
		}
	})
}

// TestClose drains; it sends away who waits to submit, may be called again, and
// before any stream; afterwards there can be another stream.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 2}).WithProcessor(sleepy)
		if err := p.Close(); err != nil {
			t.Errorf("Close without a stream = %v", err)
		}
		if err := p.Submit(t.Context(), Job[int]{}); err != ErrClosed {
			t.Errorf("Submit without a stream = %v", err)
		}
		if err := p.TrySubmit(Job[int]{}); err != ErrClosed {
			t.Errorf("TrySubmit without a stream = %v", err)
		}
		for range p.Results() {
			t.Error("a result without a stream")
		}
		for range 2 {
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := p.Start(t.Context()); err != ErrRunning {
				t.Errorf("Start again = %v", err)
			}
			p.AddJob(Job[int]{})
			if _, err := p.Run(); err != ErrRunning {
				t.Errorf("Run beside a stream = %v", err)
			}
			for range 3 {
				p.Submit(t.Context(), Job[int]{Data: 1})
				synctest.Wait()
			}
			go func() {
				if err := p.Submit(t.Context(), Job[int]{}); err != ErrClosed {
					t.Errorf("Submit that waited = %v, want ErrClosed", err)
				}
			}()
			synctest.Wait()
			began := time.Now()
			if err := p.Close(); err != nil || time.Since(began) != 3*time.Second {
				t.Errorf("Close = %v after %v, want nil after 3s", err, time.Since(began))
			}
			if err := p.Submit(t.Context(), Job[int]{}); err != ErrClosed {
				t.Errorf("Submit after Close = %v", err)
			}
			if err := p.Close(); err != nil {
				t.Errorf("Close again = %v", err)
			}
			// Results that nobody has read are still there.
			if ids, _ := collect(p); len(ids) != 3 {
				t.Errorf("%d results after Close, want 3", len(ids))
			}
		}
		if results, err := p.Run(); err != nil || len(results) != 2 {
			t.Errorf("Run after the streams = %d results, %v", len(results), err)
		}
	})
}

// TestStreamFailures: errors, panics, Goexit and retries fail their own job.
func TestStreamFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2, MaxRetries: 1}, func(_ context.Context, job Job[int]) (int, error) {
			switch job.Data % 4 {
			case 1:
				panic(errBug)
			case 2:
				runtime.Goexit()
			case 3:
				return 0, errFlaky
			}
			return job.Data, nil
		})
		go func() {
			for _, job := range numbered(40) {
				p.Submit(t.Context(), job)
			}
			if err := p.Close(); err != nil {
				t.Errorf("Close = %v: jobs that fail are no error of the stream", err)
			}
		}()
		ids, errs := collect(p)
		count := make(map[error]int)
		for _, err := range errs {
			for _, is := range []error{errBug, ErrGoexit, errFlaky} {
				if errors.Is(err, is) {
					count[is]++
				}
			}
		}
		if len(ids) != 40 || count[errBug] != 10 || count[ErrGoexit] != 10 || count[errFlaky] != 10 {
			t.Errorf("%d results, errors %v, want 40 and 10 each", len(ids), count)
		}
	})
}

// TestIdleIsNotWork: the time for which a worker had nothing to do counts
// neither as wait nor as service of the next job.
func TestIdleIsNotWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1}, sleepy)
		began := time.Now()
		for range 3 {
			p.Submit(t.Context(), Job[int]{Data: 1})
			time.Sleep(10 * time.Second)
		}
		p.Close()
		i := 0
		for r := range p.Results() {
			if r.Duration != time.Second || r.Wait != 0 || r.Started.Sub(began) != time.Duration(i)*10*time.Second {
				t.Errorf("job %d: started after %v, waited %v, took %v", i, r.Started.Sub(began), r.Wait, r.Duration)
			}
			i++
		}
	})
}

// TestHandingOverIsNotWork: the time that a handler takes, and the time for
// which a worker waits for the reader, does not count as the next job's.
func TestHandingOverIsNotWork(t *testing.T) {
	check := func(t *testing.T, r Result[int]) {
		t.Helper()
		if r.Duration != time.Second {
			t.Errorf("a job of 1s took %v", r.Duration)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(sleepy).WithHandler(func(r Result[int]) {
			check(t, r)
			time.Sleep(time.Minute)
		})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			p.Submit(t.Context(), Job[int]{Data: 1})
		}
		p.Close()
	})
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1, BufferSize: 1}, sleepy)
		go func() {
			for range 60 {
				p.Submit(t.Context(), Job[int]{Data: 1})
			}
			p.Close()
		}()
		for r := range p.Results() {
			check(t, r)
			time.Sleep(time.Minute)
		}
	})
}
