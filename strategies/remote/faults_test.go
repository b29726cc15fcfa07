package remote_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

const lease = time.Minute

// ledger counts how often each job began.
type ledger struct {
	mu   sync.Mutex
	runs map[int]int
}

func (l *ledger) ran(job int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.runs == nil {
		l.runs = map[int]int{}
	}
	l.runs[job]++
	return l.runs[job]
}

func (l *ledger) total() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range l.runs {
		n += k
	}
	return n
}

// second is a job of a second, whose result is twice its data.
func (l *ledger) second(ctx context.Context, job pool.Job[int]) (int, error) {
	l.ran(job.Data)
	select {
	case <-time.After(time.Second):
		return 2 * job.Data, nil
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// serve runs a process with two workers, until it is killed or ctx ends.
func serve(ctx context.Context, e remote.Engine, processor pool.Processor[int, int]) error {
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(processor)
	return (&remote.Server[int, int]{Engine: e, Pool: p, Prefetch: 6}).Serve(ctx)
}

func numbers(n int) []pool.Job[int] {
	var jobs []pool.Job[int]
	for i := range n {
		jobs = append(jobs, pool.Job[int]{ID: fmt.Sprint("job ", i), Data: i})
	}
	return jobs
}

// run executes the jobs, and returns the results by job.
func run(t *testing.T, s *remote.Strategy[int, int], n int) ([]pool.Result[int], error) {
	t.Helper()
	p := pool.New[int, int]().WithStrategy(s).WithProcessor(func(context.Context, pool.Job[int]) (int, error) {
		t.Error("the coordinator's processor is called")
		return 0, nil
	})
	p.AddJobs(numbers(n))
	return p.RunContext(t.Context())
}

// wantAll wants a result of every job, but for some that failed.
func wantAll(t *testing.T, results []pool.Result[int], failed ...int) {
	t.Helper()
next:
	for i, r := range results {
		for _, f := range failed {
			if i == f {
				continue next
			}
		}
		if r.Error != nil || r.Data != 2*i {
			t.Errorf("job %d: %d, %v; want %d", i, r.Data, r.Error, 2*i)
		}
	}
}

// TestKilledWorker: jobs of a worker that is killed run elsewhere once its leases have ended.
func TestKilledWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		var l ledger
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		victim := newMortal(ctx, engine)
		processes.Go(func() { serve(ctx, victim, l.second) })
		processes.Go(func() { serve(ctx, engine, l.second) })
		time.AfterFunc(3500*time.Millisecond, victim.kill)
		s := &remote.Strategy[int, int]{Engine: engine}
		results, err := run(t, s, 40)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
		got := s.Stats()
		if got.Results != 40 || got.Redelivered < 2 || got.Redelivered > 7 {
			t.Errorf("%+v, want 40 results, and the 2 to 7 jobs that the victim had delivered again", got)
		}
	})
}

// TestKiller: a job that kills its workers gets an error after MaxKills of them; innocent
// jobs that were there do not.
func TestKiller(t *testing.T) {
	for _, most := range []int{1, 2, 3, 5} {
		synctest.Test(t, func(t *testing.T) {
			engine := memory.New(lease)
			defer engine.Close()
			ctx, stop := context.WithCancel(t.Context())
			var processes sync.WaitGroup
			defer processes.Wait()
			defer stop()
			const killer = 5
			var l ledger
			processes.Go(func() {
				for ctx.Err() == nil {
					victim := newMortal(ctx, engine)
					p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(
						func(ctx context.Context, job pool.Job[int]) (int, error) {
							if job.Data == killer {
								l.ran(killer)
								victim.kill()
								<-ctx.Done()
								return 0, context.Cause(ctx)
							}
							return l.second(ctx, job)
						})
					(&remote.Server[int, int]{Engine: victim, Pool: p, Prefetch: 20, MaxKills: most}).Serve(ctx)
				}
			})
			results, err := run(t, &remote.Strategy[int, int]{Engine: engine}, 20)
			if err != nil {
				t.Fatal(err)
			}
			if most > 1 { // those that were there with the killer have been delivered again, too
				wantAll(t, results, killer)
			}
			if err := results[killer].Error; !errors.Is(err, remote.ErrKilledWorkers) {
				t.Errorf("the killer's error is %v", err)
			}
			if l.runs[killer] != most {
				t.Errorf("%d workers died, want %d", l.runs[killer], most)
			}
		})
	}
}

// TestSilentWorker: a worker whose lease ends while it works does it twice; the second result
// is dropped, and counted.
func TestSilentWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		mute := newMortal(ctx, engine)
		mute.mute = true
		var l ledger
		slow := func(ctx context.Context, job pool.Job[int]) (int, error) {
			if l.ran(job.Data) == 1 && job.Data == 0 {
				time.Sleep(2 * lease)
			} else if job.Data == 1 {
				time.Sleep(3 * lease) // keeps the run from ending
			}
			return 2 * job.Data, nil
		}
		processes.Go(func() { serve(ctx, mute, slow) })
		processes.Go(func() {
			time.Sleep(time.Second)
			serve(ctx, engine, slow)
		})
		s := &remote.Strategy[int, int]{Engine: engine}
		results, err := run(t, s, 2)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
		if got := s.Stats(); got.Results != 2 || got.Duplicates < 1 {
			t.Errorf("%+v, want 2 results and a duplicate", got)
		}
	})
}

// TestShutdown: processes that end in order, again and again, give back what they have not
// done: nothing is lost, nobody is blamed, and what was done well is not done again.
func TestShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		processes.Go(func() {
			for ctx.Err() == nil {
				short, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
				serve(short, engine, l.second)
				cancel()
			}
		})
		began := time.Now()
		results, err := run(t, &remote.Strategy[int, int]{Engine: engine}, 20)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
		if took := time.Since(began); took > lease {
			t.Errorf("it took %v: jobs waited for the end of a lease", took)
		}
	})
}

// TestResume: a coordinator goes on where one of the same run was killed; no job runs twice.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		processes.Go(func() { serve(ctx, engine, l.second) })
		const n = 300 // more than one chunk
		first := newMortal(ctx, engine)
		time.AfterFunc(20500*time.Millisecond, first.kill)
		results, err := run(t, &remote.Strategy[int, int]{Engine: first, RunID: "nightly"}, n)
		if !errors.Is(err, remote.ErrClosed) || len(results) != n {
			t.Fatalf("the first coordinator: %d results, %v; want %d, and that it was killed", len(results), err, n)
		}
		if _, err := run(t, &remote.Strategy[int, int]{Engine: engine, RunID: "nightly"}, n-1); err == nil || !strings.Contains(err.Error(), "begun with 300 jobs") {
			t.Errorf("with other jobs: %v", err)
		}
		s := &remote.Strategy[int, int]{Engine: engine, RunID: "nightly"}
		results, err = run(t, s, n)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
		if l.total() != n || s.Stats().Duplicates != 0 {
			t.Errorf("%d jobs ran, %d duplicates; want %d and none", l.total(), s.Stats().Duplicates, n)
		}
		// The run is over: the name is free.
		if results, err = run(t, s, 3); err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
	})
}

// TestAbandoned: when a run is given up, a worker drops what is left of it once it has
// learned of that.
func TestAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		why := errors.New("not wanted any more")
		giveUp, cancel := context.WithCancelCause(ctx)
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		processes.Go(func() { serve(ctx, engine, l.second) })
		time.AfterFunc(2500*time.Millisecond, func() { cancel(why) })
		p := pool.New[int, int]().WithStrategy(&remote.Strategy[int, int]{Engine: engine}).WithProcessor(l.second)
		p.AddJobs(numbers(100))
		began := time.Now()
		results, err := p.RunContext(giveUp)
		if !errors.Is(err, why) || len(results) != 100 || time.Since(began) != 2500*time.Millisecond {
			t.Errorf("Run: %d results, %v, after %v; want 100, %v, after 2.5s", len(results), err, time.Since(began), why)
		}
		time.Sleep(lease)
		if d, err := engine.Depth(ctx, remote.DefaultQueue); d != (remote.Depth{}) || err != nil {
			t.Errorf("Depth: %+v, %v; want nothing", d, err)
		}
		if n := l.total(); n > 4+8 {
			t.Errorf("%d jobs ran, want at most those of the first 3 s and those that had been prefetched", n)
		}
	})
}

// TestTwoRuns: coordinators share a queue, and each gets the results of its own jobs; one
// strategy executes many batches at the same time.
func TestTwoRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes, coordinators sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		processes.Go(func() { serve(ctx, engine, l.second) })
		s := &remote.Strategy[int, int]{Engine: engine}
		for n := range 4 {
			coordinators.Go(func() {
				results, err := run(t, s, 5*n)
				if err != nil {
					t.Error(err)
				}
				wantAll(t, results)
			})
		}
		named := &remote.Strategy[int, int]{Engine: engine, RunID: "one"}
		coordinators.Go(func() { run(t, named, 3) })
		time.Sleep(time.Millisecond)
		if _, err := run(t, named, 3); !errors.Is(err, remote.ErrRunning) {
			t.Errorf("a run of the same name at the same time: %v", err)
		}
		coordinators.Wait()
	})
}

// TestBadData: what cannot be encoded or decoded is the error of its job.
func TestBadData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		p := pool.NewWithConfig[float64, int](pool.Config{NumWorkers: 1}).WithProcessor(
			func(context.Context, pool.Job[float64]) (int, error) { return 1, nil })
		processes.Go(func() { remote.Serve(ctx, engine, p) })
		c := pool.New[any, int]().WithStrategy(&remote.Strategy[any, int]{Engine: engine}).WithProcessor(
			func(context.Context, pool.Job[any]) (int, error) { return 0, nil })
		engine.Publish(ctx, remote.DefaultQueue, []byte("what is this?"))
		c.AddJobs([]pool.Job[any]{{ID: "a", Data: 1.5}, {ID: "b", Data: func() {}}, {ID: "c", Data: "text"}})
		results, err := c.RunContext(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"<nil>", "cannot encode a func()", "cannot decode a float64"} {
			if got := fmt.Sprint(results[i].Error); !strings.Contains(got, want) {
				t.Errorf("job %s: %v, want %s", results[i].JobID, got, want)
			}
		}
	})
}

// TestPrefetch: a process holds as many jobs as it may, and a suspect.
func TestPrefetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(l.second)
		processes.Go(func() {
			(&remote.Server[int, int]{Engine: engine, Pool: p, Prefetch: 7}).Serve(ctx)
		})
		time.AfterFunc(500*time.Millisecond, func() {
			if d, _ := engine.Depth(ctx, remote.DefaultQueue); d != (remote.Depth{Waiting: 13, Leased: 7}) {
				t.Errorf("Depth: %+v, want 7 leased and 13 waiting", d)
			}
		})
		if _, err := run(t, &remote.Strategy[int, int]{Engine: engine}, 20); err != nil {
			t.Fatal(err)
		}
	})
}
