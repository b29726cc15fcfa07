package strategies_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestPowerOfTwo: of two workers the one with fewer jobs gets it, and either may be drawn
// with any other.
func TestPowerOfTwo(t *testing.T) {
	q := drive(t, PowerOfTwo{}, 2)
	have := make([]int, 2)
	for range 100 {
		to := q.push(pool.Ticket{})[0]
		if have[to]++; have[to] > have[1-to]+1 {
			t.Fatalf("worker %d got a job and now has %v", to, have)
		}
	}
	// Any two may be drawn: jobs that nobody takes spread over three workers nearly evenly.
	q = drive(t, PowerOfTwo{}, 3)
	got := make(map[int]int)
	for range 3000 {
		got[q.push(pool.Ticket{})[0]]++
	}
	for w := range 3 {
		if got[w] < 990 || got[w] > 1010 {
			t.Errorf("of 3000 jobs the workers got %v", got)
		}
	}
}

// TestPlacedCountsTheRunning: a job that runs counts, until its worker comes again.
func TestPlacedCountsTheRunning(t *testing.T) {
	for _, d := range []pool.Discipline{PowerOfTwo{}, LeastLoaded{}, Bounded{Depth: 9}} {
		q := drive(t, d, 2)
		first := q.push(pool.Ticket{})[0]
		if got := q.pop(first); got != 0 {
			t.Fatalf("%s: worker %d got job %d, want 0", d.Name(), first, got)
		}
		if got := q.push(pool.Ticket{})[0]; got != 1-first {
			t.Errorf("%s: worker %d runs a job and got another, with %d idle", d.Name(), first, 1-first)
		}
		if got := q.pop(first); got != -1 {
			t.Errorf("%s: worker %d got job %d, which is another one's", d.Name(), first, got)
		}
		if got := q.push(pool.Ticket{})[0]; got != first {
			t.Errorf("%s: the job went to worker %d, who has one, and not to %d, who has none", d.Name(), got, first)
		}
	}
}

// TestIdleFirst: who has been idle longest gets the next job, and is idle no more until it
// has come in vain.
func TestIdleFirst(t *testing.T) {
	q := drive(t, IdleFirst{}, 3)
	for _, w := range []int{2, 0, 2} {
		q.pop(w) // all are idle already, and on the list once
	}
	if got := q.push(pool.Ticket{}, pool.Ticket{}, pool.Ticket{}); !slices.Equal(got, []int{0, 1, 2}) {
		t.Fatalf("three jobs went to %v, want 0, 1 and 2", got)
	}
	q.pop(2)
	q.pop(2)
	if got := q.push(pool.Ticket{})[0]; got != 2 {
		t.Errorf("the job went to worker %d, want 2, the only idle one", got)
	}
	got := make(map[int]int)
	for range 300 {
		got[q.push(pool.Ticket{})[0]]++
	}
	for w := range 3 {
		if got[w] < 60 {
			t.Errorf("with none idle, of 300 jobs the workers got %v", got)
		}
	}
}

// TestBounded: a worker has as many jobs as it may, and the others go to who comes first.
func TestBounded(t *testing.T) {
	q := drive(t, Bounded{Depth: 2}, 2)
	if got, want := q.push(make([]pool.Ticket, 6)...), []int{0, 1, 0, 1, pool.AnyWorker, pool.AnyWorker}; !slices.Equal(got, want) {
		t.Fatalf("six jobs went to %v, want %v", got, want)
	}
	for i, step := range []struct{ worker, want int }{{0, 0}, {0, 2}, {0, 4}, {0, 5}, {0, -1}, {1, 1}, {1, 3}, {1, -1}} {
		if got := q.pop(step.worker); got != step.want {
			t.Fatalf("step %d: worker %d got %d, want %d", i, step.worker, got, step.want)
		}
	}
	q = drive(t, Bounded{Depth: 1}, 2)
	q.push(make([]pool.Ticket, 4)...)
	for _, step := range []struct{ worker, want int }{{1, 1}, {1, 2}, {1, 3}, {0, 0}, {1, -1}} {
		if got := q.pop(step.worker); got != step.want {
			t.Fatalf("Depth 1: worker %d got %d, want %d", step.worker, got, step.want)
		}
	}
	if _, err := (Bounded{Depth: -1}).NewQueue(pool.Setup{Workers: 1}); err == nil {
		t.Error("Depth -1: no error")
	}
}

// streamed runs a stream of jobs in virtual time, which come and take as long as given,
// and returns how long each waited.
func streamed(t *testing.T, d pool.Discipline, workers int, gaps, services []time.Duration) (waits []time.Duration) {
	t.Helper()
	waits = make([]time.Duration, len(services))
	synctest.Test(t, func(t *testing.T) {
		released := make([]time.Time, len(services))
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers, BufferSize: len(services), Seed: 1}).WithDiscipline(d).
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
				waits[job.Data] = time.Since(released[job.Data])
				time.Sleep(services[job.Data])
				return 0, nil
			}).WithHandler(func(pool.Result[int]) {})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range services {
			time.Sleep(gaps[i])
			released[i] = time.Now()
			if err := p.Submit(t.Context(), pool.Job[int]{Data: i, Cost: services[i]}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return waits
}

// drawn returns exponential times, no two sums of which are likely to be the same.
func drawn(seed uint64, n int, mean time.Duration) []time.Duration {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = 1 + time.Duration(rng.ExpFloat64()*float64(mean))
	}
	return out
}

// TestLeastLoadedIsOneQueue: with exact costs each job waits as long as in one queue for
// all, by the recursion of Kiefer and Wolfowitz: to the nanosecond.
func TestLeastLoadedIsOneQueue(t *testing.T) {
	const n = 3000
	for _, workers := range []int{1, 3, 8} {
		gaps, services := drawn(1, n, time.Second), drawn(2, n, time.Duration(workers)*900*time.Millisecond)
		got := streamed(t, LeastLoaded{}, workers, gaps, services)
		left := make([]time.Duration, workers) // work of each server, the least first
		for i := range n {
			for w := range left {
				left[w] = max(0, left[w]-gaps[i])
			}
			slices.Sort(left)
			if got[i] != left[0] {
				t.Fatalf("%d workers: job %d waited %v, in one queue it waits %v", workers, i, got[i], left[0])
			}
			left[0] += services[i]
		}
	}
}

// TestLeastLoadedUnknown: without costs numbers decide, and among costs one that is not
// known counts as the mean.
func TestLeastLoadedUnknown(t *testing.T) {
	q := drive(t, LeastLoaded{}, 2)
	q.push(costs(10)...)                                                      // worker 0
	if got := q.push(costs(4, 0, 0)...); !slices.Equal(got, []int{1, 1, 0}) { // 4, 4+7 against 10
		t.Errorf("jobs of 4 s, and two unknown beside 10 s, went to %v, want 1, 1 and 0", got)
	}
	q = drive(t, LeastLoaded{}, 3)
	if got := q.push(make([]pool.Ticket, 6)...); !slices.Equal(got, []int{0, 1, 2, 0, 1, 2}) {
		t.Errorf("six jobs of which nothing is known went to %v", got)
	}
	q.now = time.Hour
	q.pop(1)
	q.pop(1)
	if got := q.push(pool.Ticket{})[0]; got != 1 {
		t.Errorf("the next went to worker %d, want 1, who has done one of two", got)
	}
}
