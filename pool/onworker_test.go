package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

type ownKey struct{}

// owned gives each worker a counter of its own, which jobs raise without a lock.
type owned struct {
	mu               sync.Mutex
	started, stopped map[int]int
}

func (o *owned) start(ctx context.Context, worker int) (context.Context, func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.started[worker]++
	return context.WithValue(ctx, ownKey{}, new(int)), func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.stopped[worker]++
	}
}

func newOwned() *owned { return &owned{started: make(map[int]int), stopped: make(map[int]int)} }

// raise fails every third job, by a panic or Goexit.
func raise(ctx context.Context, job Job[int]) (int, error) {
	own := ctx.Value(ownKey{}).(*int)
	*own++
	time.Sleep(time.Second)
	switch job.Data % 6 {
	case 2:
		panic("a worker keeps what it has")
	case 5:
		runtime.Goexit()
	}
	return *own, nil
}

// TestOnWorker: each worker that gets a job has something of its own, from before its
// first job until it leaves, also when a job panics or ends the goroutine; workers without
// a job have nothing.
func TestOnWorker(t *testing.T) {
	for _, mode := range []string{"batch", "stream"} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const workers, n = 5, 12
				own := newOwned()
				p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithProcessor(raise).OnWorker(own.start)
				used := 3
				var results []Result[int]
				if mode == "batch" {
					used = workers
					p.AddJobs(numbered(n))
					var err error
					if results, err = p.Run(); err != nil {
						t.Fatal(err)
					}
				} else {
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					jobs := numbered(n)
					for i := range jobs {
						if err := p.Submit(t.Context(), jobs[i]); err != nil {
							t.Fatal(err)
						}
						if i%used == used-1 {
							time.Sleep(2 * time.Second)
						}
					}
					if len(own.stopped) > 0 {
						t.Errorf("stopped before Close: %v", own.stopped)
					}
					if err := p.Close(); err != nil {
						t.Fatal(err)
					}
					for r := range p.Results() {
						results = append(results, r)
					}
				}
				if len(own.started) != used || fmt.Sprint(own.started) != fmt.Sprint(own.stopped) {
					t.Errorf("started %v, stopped %v, want each of %d workers once", own.started, own.stopped, used)
				}
				for worker, times := range own.started {
					if times != 1 {
						t.Errorf("worker %d was started %d times", worker, times)
					}
				}
				perWorker := make(map[int]int)
				for _, r := range results {
					perWorker[r.Worker]++
					if r.Error == nil && (r.Data < 1 || r.Data > n) {
						t.Errorf("%+v", r)
					}
				}
				if len(results) != n || len(perWorker) != used {
					t.Errorf("%d results of %d workers", len(results), len(perWorker))
				}
			})
		})
	}
}

// TestOnWorkerWithoutContext: start may have nothing to say and nothing to stop.
func TestOnWorkerWithoutContext(t *testing.T) {
	calls := 0
	p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(double).
		OnWorker(func(context.Context, int) (context.Context, func()) { calls++; return nil, nil })
	p.AddJobs(numbered(3))
	results, err := p.Run()
	if err != nil || results[2].Data != 4 || calls != 1 {
		t.Error(results, err, calls)
	}
}

// TestOnWorkerFails: what ends start or stop before its time ends the run, not the program,
// and each job has a result.
func TestOnWorkerFails(t *testing.T) {
	for _, c := range []struct {
		name string
		fail func()
		want string
	}{
		{"panics", func() { panic("no connection") }, "panic: no connection"},
		{"exits", runtime.Goexit, "called runtime.Goexit"},
	} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, late), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double).
						OnWorker(func(ctx context.Context, _ int) (context.Context, func()) {
							if !late {
								c.fail()
							}
							return ctx, c.fail
						})
					p.AddJobs(numbered(9))
					results, err := p.Run()
					var strategy *StrategyError
					if err == nil || !strings.Contains(err.Error(), "OnWorker: worker ") || !strings.Contains(err.Error(), c.want) || errors.As(err, &strategy) {
						t.Errorf("Run: %v, want %q", err, c.want)
					}
					for i, r := range results {
						if (r.Error == nil) != late || !late && !errors.Is(r.Error, err) {
							t.Errorf("job %d: %v", i, r.Error)
						}
					}
				})
			})
		}
	}
}

// TestOnWorkerByHand: a strategy that has no workers that the pool knows is refused.
func TestOnWorkerByHand(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double).WithStrategy(groups{2}).OnWorker(newOwned().start)
	p.AddJobs(numbered(2))
	if _, err := p.Run(); err == nil || !strings.Contains(err.Error(), "OnWorker needs a Discipline") {
		t.Error(err)
	}
}

func ExampleWorkerPool_OnWorker() {
	type buffer struct{}
	p := NewWithConfig[string, string](Config{NumWorkers: 1}).
		OnWorker(func(ctx context.Context, worker int) (context.Context, func()) {
			b := new(strings.Builder)
			return context.WithValue(ctx, buffer{}, b), func() { fmt.Println("worker", worker, "wrote", b.Len(), "bytes") }
		}).
		WithProcessor(func(ctx context.Context, job Job[string]) (string, error) {
			b := ctx.Value(buffer{}).(*strings.Builder) // of this worker alone: no lock
			b.WriteString(job.Data)
			return b.String(), nil
		})
	p.AddJobs([]Job[string]{{Data: "more "}, {Data: "and more"}})
	results, err := p.Run()
	fmt.Println(results[1].Data, err)
	// Output:
	// worker 0 wrote 13 bytes
	// more and more <nil>
}
