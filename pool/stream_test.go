package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

// TestBufferSize: exactly so many jobs wait; the next Submit does, too, and is
// let in, in its turn, when a job starts.
func TestBufferSize(t *testing.T) {
	for _, size := range []int{1, 3, 64, 65} {
		synctest.Test(t, func(t *testing.T) {
			p := started(t, Config{NumWorkers: 2, BufferSize: size}, sleepy)
			submit := func(id int) error {
				return p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(id), Data: 10})
			}
			for i := range size + 2 {
				if i < 2 {
					synctest.Wait() // the first two start
				}
				if err := p.TrySubmit(Job[int]{ID: fmt.Sprint(i), Data: 10}); err != nil {
					t.Fatalf("job %d of %d: %v", i, size+2, err)
				}
				if i < 2 {
					synctest.Wait()
				}
			}
			if err := p.TrySubmit(Job[int]{}); err != ErrFull {
				t.Fatalf("TrySubmit with %d waiting: %v, want ErrFull", size, err)
			}
			began := time.Now()
			var mu sync.Mutex
			var entered []int
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					time.Sleep(time.Duration(i) * time.Millisecond) // in this order
					if err := submit(100 + i); err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					entered = append(entered, i)
					if want := 10 * time.Second * time.Duration(1+i/2); time.Since(began) != want {
						t.Errorf("Submit %d returned after %v, want %v", i, time.Since(began), want)
					}
				})
			}
			go func() {
				wg.Wait()
				p.Close()
			}()
			ids, _ := collect(p)
			if len(ids) != size+6 {
				t.Errorf("%d results, want %d", len(ids), size+6)
			}
			slices.Sort(entered[:2])
			slices.Sort(entered[2:])
			if !slices.Equal(entered, []int{0, 1, 2, 3}) {
				t.Errorf("entered in the order %v", entered)
			}
		})
	}
}

// TestSubmitContext: a Submit that waits gives up with its context, and its job
// has no result; one whose context has ended does not begin.
func TestSubmitContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1, BufferSize: 1}, sleepy)
		p.Submit(t.Context(), Job[int]{ID: "a", Data: 100})
		synctest.Wait()
		p.Submit(t.Context(), Job[int]{ID: "b", Data: 1})
		why := errors.New("no time")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, why)
		defer cancel()
		began := time.Now()
		if err := p.Submit(ctx, Job[int]{ID: "c"}); err != why || time.Since(began) != time.Second {
			t.Errorf("Submit = %v after %v, want %v after 1s", err, time.Since(began), why)
		}
		if err := p.Submit(ctx, Job[int]{ID: "d"}); err != why {
			t.Errorf("Submit with a context that has ended = %v, want %v", err, why)
		}
		go p.Close()
		if ids, errs := collect(p); !slices.Equal(ids, []string{"a", "b"}) || errs != nil {
			t.Errorf("results of %v, errors %v; want a and b", ids, errs)
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

// TestUnread: unread results hold Submit up, never Close.
func TestUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2, BufferSize: 1}, double)
		accepted := 0
		for p.TrySubmit(Job[int]{}) == nil {
			accepted++
			synctest.Wait()
			if accepted > 10_000 {
				t.Fatal("10,000 results, none read, and still no end")
			}
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if ids, _ := collect(p); len(ids) != accepted {
			t.Errorf("%d results, %d jobs accepted", len(ids), accepted)
		}
	})
}

// TestUnreadLimit: workers wait for the reader once about BufferSize results are
// unread.
func TestUnreadLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, claim = 1000, 16
		p := started(t, Config{NumWorkers: 1, BufferSize: size}, double)
		accepted := 0
		for p.TrySubmit(Job[int]{}) == nil {
			accepted++
			synctest.Wait()
		}
		if unread := accepted - size; unread < size || unread > size+2*claim {
			t.Errorf("%d results are unread or in a worker's hands, want %d to %d", unread, size, size+2*claim)
		}
		p.Close()
	})
}

// TestResultsBreak: what was not taken is there for the next call.
func TestResultsBreak(t *testing.T) {
	p := started(t, Config{NumWorkers: 3}, double)
	for _, job := range numbered(100) {
		p.Submit(t.Context(), job)
	}
	p.Close()
	seen := make(map[string]bool)
	for range 300 {
		for r := range p.Results() {
			if seen[r.JobID] {
				t.Fatalf("result %s came twice", r.JobID)
			}
			seen[r.JobID] = true
			if len(seen)%7 == 0 {
				break
			}
		}
	}
	if len(seen) != 100 {
		t.Errorf("%d results, want 100", len(seen))
	}
}

// TestTwoReaders: is misuse, and said so.
func TestTwoReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1}, double)
		go collect(p)
		synctest.Wait()
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "two goroutines") {
					t.Errorf("the second reader: %v", v)
				}
			}()
			collect(p)
		}()
		p.Close()
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

// TestHandlerPanics: ends the stream, and is said.
func TestHandlerPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double).
			WithHandler(func(Result[int]) { panic(errBug) })
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.Submit(t.Context(), Job[int]{})
		synctest.Wait()
		if err := p.Close(); !errors.Is(err, errBug) || !strings.Contains(err.Error(), "result handler") {
			t.Errorf("Close = %v", err)
		}
	})
}

// limiting lets only the first workers take jobs.
type limiting struct{ limit *atomic.Int64 }

func (limiting) Name() string { return "limiting" }
func (l limiting) NewQueue(s Setup) (Queue, error) {
	q, err := FIFO{}.NewQueue(s)
	return limitingQueue{q, l.limit}, err
}

type limitingQueue struct {
	Queue
	limit *atomic.Int64
}

func (q limitingQueue) Limit() int { return int(q.limit.Load()) }
func (q limitingQueue) Pop(worker int, dst []int) int {
	if worker >= q.Limit() {
		return 0
	}
	return q.Queue.Pop(worker, dst)
}

// TestLimiter: workers beyond the limit are not woken in place of those within.
func TestLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var limit atomic.Int64
		limit.Store(2)
		p := NewWithConfig[int, int](Config{NumWorkers: 8}).WithProcessor(sleepy).WithDiscipline(limiting{&limit})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		began := time.Now()
		for range 6 {
			p.Submit(t.Context(), Job[int]{Data: 1})
			synctest.Wait()
		}
		p.Close()
		for r := range p.Results() {
			if r.Worker >= 2 {
				t.Errorf("worker %d ran a job", r.Worker)
			}
		}
		if time.Since(began) != 3*time.Second {
			t.Errorf("6 jobs of 1 s on 2 of 8 workers took %v, want 3s", time.Since(began))
		}
	})
}

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

// TestStartAfterResults: when Results has ended, so has the stream.
func TestStartAfterResults(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
	for range 500 {
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		go p.Close()
		collect(p)
	}
}
