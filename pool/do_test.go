package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestDo: whoever calls Do gets the result of its own job, and nobody else gets it: among
// others, when the job fails in any way, is tried again, or does not run.
func TestDo(t *testing.T) {
	for _, handled := range []bool{false, true} {
		t.Run(fmt.Sprint("handler=", handled), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				tried, others := make(map[int]int), 0
				p := NewWithConfig[int, int](Config{NumWorkers: 3, BufferSize: 4, MaxRetries: 1}).
					WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
						mu.Lock()
						tried[job.Data]++
						first := tried[job.Data] == 1
						mu.Unlock()
						switch job.Data % 5 {
						case 1:
							return 0, Permanent(errBug)
						case 2:
							panic(errBug)
						case 3:
							runtime.Goexit()
						case 4:
							if first {
								return 0, errBug
							}
						}
						return job.Data, nil
					})
				if handled {
					p.WithHandler(func(Result[int]) { mu.Lock(); others++; mu.Unlock() })
				}
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				var all sync.WaitGroup
				const n = 200
				for i := range n {
					all.Go(func() {
						switch data, err := p.Do(t.Context(), Job[int]{Data: i}); i % 5 {
						case 1, 2:
							if !errors.Is(err, errBug) {
								t.Errorf("job %d: %v", i, err)
							}
						case 3:
							if !errors.Is(err, ErrGoexit) {
								t.Errorf("job %d: %v", i, err)
							}
						default:
							if data != i || err != nil {
								t.Errorf("job %d: %d, %v", i, data, err)
							}
						}
					})
					all.Go(func() {
						if err := p.Submit(t.Context(), Job[int]{Data: 5 * (n + i)}); err != nil {
							t.Error(err)
						}
					})
				}
				go func() { all.Wait(); p.Close() }()
				for r := range p.Results() {
					if r.Error != nil || r.Data < 5*n {
						t.Errorf("Results: %+v", r)
					}
					others++
				}
				all.Wait()
				p.Close()
				if others != n {
					t.Errorf("%d results of jobs of Submit, want %d", others, n)
				}
			})
		})
	}
}

// TestDoEnds: Do returns when its own context ends, and with the cause when the stream's
// does; what nobody waits for any more is dropped.
func TestDoEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(sleepy)
		if _, err := p.Do(ctx, Job[int]{}); !errors.Is(err, ErrClosed) {
			t.Errorf("Do before Start: %v", err)
		}
		if err := p.Start(ctx); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		short, stop := context.WithTimeoutCause(t.Context(), time.Second, errBug)
		defer stop()
		if _, err := p.Do(short, Job[int]{Data: 10}); !errors.Is(err, errBug) || time.Since(began) != time.Second {
			t.Errorf("Do whose context ends: %v after %v", err, time.Since(began))
		}
		if _, err := p.Do(short, Job[int]{}); !errors.Is(err, errBug) {
			t.Errorf("Do whose context has ended: %v", err)
		}
		unrelated := errors.New("the stream ends")
		time.AfterFunc(time.Second, func() { cancel(unrelated) })
		if _, err := p.Do(t.Context(), Job[int]{Data: 1}); !errors.Is(err, unrelated) { // waits behind the first
			t.Errorf("Do when the stream ends: %v", err)
		}
		p.Close()
		for r := range p.Results() {
			t.Errorf("%+v", r)
		}
	})
}

// TestDoLeftAlone: a job that was accepted runs, though its Do has returned because its
// context has ended.
func TestDoLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran atomic.Int64
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(func(context.Context, Job[int]) (int, error) {
			time.Sleep(10 * time.Second)
			ran.Add(1)
			return 0, nil
		})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 { // the first runs, the others wait
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			if _, err := p.Do(ctx, Job[int]{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Do: %v", err)
			}
			stop()
		}
		if err := p.Close(); err != nil || ran.Load() != 3 {
			t.Errorf("%d jobs ran, error %v, want 3", ran.Load(), err)
		}
		for r := range p.Results() {
			t.Errorf("Results: %+v", r)
		}
	})
}

// TestDoInJob: a job may wait for another one of its pool while a worker is left to run
// that; the last to wait learns that none is.
func TestDoInJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *WorkerPool[int, int]
		p = NewWithConfig[int, int](Config{NumWorkers: 3}).WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
			if job.Data == 0 {
				return 0, nil
			}
			below, err := p.Do(ctx, Job[int]{Data: job.Data - 1})
			return below + 1, err
		})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 { // who has waited, waits no more
			if depth, err := p.Do(t.Context(), Job[int]{Data: 2}); depth != 2 || err != nil {
				t.Errorf("a job of a job of a job: %d, %v", depth, err)
			}
			if _, err := p.Do(t.Context(), Job[int]{Data: 3}); !errors.Is(err, ErrSelfSubmit) {
				t.Errorf("one more: %v", err)
			}
		}
		p.Close()
	})
}

func ExampleWorkerPool_Do() {
	p := NewWithConfig[int, int](Config{NumWorkers: 4}).
		WithProcessor(func(_ context.Context, job Job[int]) (int, error) { return job.Data * job.Data, nil })
	if err := p.Start(context.Background()); err != nil {
		fmt.Println(err)
	}
	defer p.Close()
	square, err := p.Do(context.Background(), Job[int]{Data: 12})
	fmt.Println(square, err)
	// Output: 144 <nil>
}

// TestDoLeaves: a job that has the result of its Do no longer counts as one that waits, so the
// job of another worker may call Do.
func TestDoLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *WorkerPool[int, int]
		p = NewWithConfig[int, int](Config{NumWorkers: 2}).WithoutResults().
			WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
				if job.Data == 0 {
					return 0, nil
				}
				_, err := p.Do(ctx, Job[int]{})
				time.Sleep(time.Hour)
				return 0, err
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		for range 2 {
			go func() {
				_, err := p.Do(t.Context(), Job[int]{Data: 1})
				ended <- err
			}()
			synctest.Wait()
		}
		for range 2 {
			if err := <-ended; err != nil {
				t.Errorf("a job that calls Do while that of the other worker runs on: %v", err)
			}
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestDoWaitsWhenFull: Do waits for room, whatever Submit does instead.
func TestDoWaitsWhenFull(t *testing.T) {
	for policy := WaitWhenFull; policy <= RunInCaller; policy++ {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1, WhenFull: policy}).WithProcessor(sleepy).WithoutResults()
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 2 { // one runs, and one waits
				if err := p.Submit(t.Context(), Job[int]{Data: 1}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
			}
			began := time.Now()
			if got, err := p.Do(t.Context(), Job[int]{Data: 5}); got != 5 || err != nil || time.Since(began) != 7*time.Second {
				t.Errorf("%v: Do = %d, %v after %v, want 5 after 7s", policy, got, err, time.Since(began))
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
