package strategies_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestStealing: while one worker is held up, the others do its jobs, from the
// far end; nobody steals from who is just as fast.
func TestStealing(t *testing.T) {
	by, makespan := placed(t, WorkStealing{}, 2, append([]int{10}, ones(9)...))
	if makespan != 10*time.Second || !slices.Equal(by, []int{0, 1, 1, 1, 1, 1, 1, 1, 1, 1}) {
		t.Errorf("jobs went to %v in %v, want all but the long one to the other worker, in 10s", by, makespan)
	}
	if by, makespan = placed(t, WorkStealing{}, 4, ones(40)); makespan != 10*time.Second || !slices.IsSorted(by) {
		t.Errorf("equal jobs went to %v in %v, want 10 neighbours each in 10s", by, makespan)
	}
	// The far end: the thief's first loot is the last of the victim's run.
	var order []int
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2, EnableMetrics: true}).WithDiscipline(WorkStealing{})
	synctest.Test(t, func(t *testing.T) {
		p.WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
			if job.Data == 0 {
				time.Sleep(time.Minute)
				return 0, nil
			}
			order = append(order, job.Data)
			time.Sleep(time.Second)
			return 0, nil
		})
		for i := range 8 {
			p.AddJob(pool.Job[int]{Data: i})
		}
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
	})
	if want := []int{4, 5, 6, 7, 3, 2, 1}; !slices.Equal(order, want) {
		t.Errorf("the other worker ran %v, want %v", order, want)
	}
	if d := p.Metrics().Details; len(d) != 1 || d[0].Name != "steals" || d[0].Value != 3 {
		t.Errorf("details %+v, want 3 steals", d)
	}
}

// TestStealingStream: a job waits for its own worker only while nobody is idle.
func TestStealingStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithDiscipline(WorkStealing{}).WithProcessor(nap)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for _, s := range append([]int{9}, ones(9)...) {
			p.Submit(t.Context(), pool.Job[int]{Data: s})
		}
		p.Close()
		if d := time.Since(began); d != 9*time.Second {
			t.Errorf("a job of 9 s and nine of 1 s on 2 workers took %v, want 9s", d)
		}
	})
}

// loot lets worker 0 alone empty the deques of eight workers, and returns the
// jobs in the order in which it got them.
func loot(t *testing.T, seed uint64, streaming bool) (order []int) {
	t.Helper()
	const jobs = 400
	q, err := WorkStealing{}.NewQueue(pool.Setup{Workers: 8, Capacity: jobs, Stream: streaming, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	if streaming {
		for i := range jobs {
			q.Push(pool.Ticket{Index: i})
		}
	} else {
		q.(pool.Loader).Load(prioritised(make([]int, jobs)))
	}
	dst := make([]int, 1)
	for q.Pop(0, dst) == 1 {
		order = append(order, dst[0])
	}
	if sorted := slices.Sorted(slices.Values(order)); len(sorted) != jobs || sorted[0] != 0 || sorted[jobs-1] != jobs-1 {
		t.Errorf("streaming %v: worker 0 alone got %d jobs, want all %d", streaming, len(order), jobs)
	}
	return order
}

// TestStealingSeeded: the same seed tries the same victims, another seed others.
func TestStealingSeeded(t *testing.T) {
	for _, streaming := range []bool{false, true} {
		first := loot(t, 1, streaming)
		if again := loot(t, 1, streaming); !slices.Equal(again, first) {
			t.Errorf("streaming %v: seed 1 took %v, then %v", streaming, first, again)
		}
		if other := loot(t, 2, streaming); slices.Equal(other, first) {
			t.Errorf("streaming %v: seeds 1 and 2 chose the same victims", streaming)
		}
	}
}

// TestStealingLeaves: an owner who is offered many jobs takes an eighth of its
// own, and leaves the rest to thieves.
func TestStealingLeaves(t *testing.T) {
	q, err := WorkStealing{}.NewQueue(pool.Setup{Workers: 2, Capacity: 200})
	if err != nil {
		t.Fatal(err)
	}
	q.(pool.Loader).Load(prioritised(make([]int, 200)))
	dst := make([]int, 64)
	if n := q.Pop(0, dst); n != 12 || dst[0] != 0 || dst[11] != 11 {
		t.Errorf("the owner of 100 jobs took %v, want jobs 0 to 11", dst[:n])
	}
	stolen := 0
	for q.Pop(1, dst[:1]) == 1 {
		if dst[0] < 100 {
			stolen++
		}
	}
	if stolen != 88 {
		t.Errorf("the other worker got %d of its jobs, want 88", stolen)
	}
}

// TestStealingVictims: each of the others is as likely to be the first victim.
func TestStealingVictims(t *testing.T) {
	const workers, runs = 5, 4000
	count := make([]int, workers)
	for seed := range uint64(runs) {
		q, err := WorkStealing{}.NewQueue(pool.Setup{Workers: workers, Capacity: 1000, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		q.(pool.Loader).Load(prioritised(make([]int, 1000)))
		dst := make([]int, 200)
		for job := 0; job < 200; job = dst[0] { // worker 0 ends with its own
			q.Pop(0, dst)
		}
		count[dst[0]/200]++
	}
	// 1000 each, with a standard deviation of 27.
	for victim, n := range count[1:] {
		if n < 850 || n > 1150 {
			t.Errorf("first victims of worker 0: %v, want about %d for worker %d", count, runs/(workers-1), victim+1)
		}
	}
}

// TestStealingIdle: thieves who find nothing are parked. One who went on looking
// would stop virtual time, and this test would hang.
func TestStealingIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 16, EnableMetrics: true}).WithDiscipline(WorkStealing{}).WithProcessor(nap)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for range 10 {
			time.Sleep(time.Hour)
			synctest.Wait() // all are blocked, not one is looking
			p.Submit(t.Context(), pool.Job[int]{Data: 60})
		}
		p.Close()
		if d := time.Since(began); d != 10*time.Hour+time.Minute {
			t.Errorf("ten jobs of a minute, an hour apart, took %v, want 10h1m0s", d)
		}
	})
}

// TestStealingBlocked: every job is done though all workers but one are held up
// over theirs, wherever the long jobs are.
func TestStealingBlocked(t *testing.T) {
	const workers, jobs = 4, 100
	for at := range workers {
		synctest.Test(t, func(t *testing.T) {
			var done []int
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers}).WithDiscipline(WorkStealing{}).
				WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
					if owner := job.Data * workers / jobs; owner != at && job.Data%(jobs/workers) == 0 {
						time.Sleep(time.Hour) // the first job of everyone's but this one's
						return 0, nil
					}
					time.Sleep(time.Second)
					done = append(done, job.Data)
					return 0, nil
				})
			for i := range jobs {
				p.AddJob(pool.Job[int]{Data: i})
			}
			began := time.Now()
			if _, err := p.Run(); err != nil || time.Since(began) != time.Hour {
				t.Errorf("worker %d alone is free: error %v after %v, want 1h0m0s", at, err, time.Since(began))
			}
			if len(done) != jobs-(workers-1) {
				t.Errorf("worker %d alone is free: %d short jobs done, want %d", at, len(done), jobs-(workers-1))
			}
		})
	}
}

// TestStealingMany: with so many workers that their deques are marked, every job of a
// batch and of a stream is done once, and a thief finds the only job there is.
func TestStealingMany(t *testing.T) {
	const workers, n = 200, 5000
	for _, stream := range []bool{false, true} {
		var done [n]atomic.Int32
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers}).WithDiscipline(WorkStealing{}).
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
				done[job.Data].Add(1)
				return 0, nil
			})
		if stream {
			p.WithHandler(func(pool.Result[int]) {})
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for i := range n {
			if !stream {
				p.AddJob(pool.Job[int]{Data: i})
			} else if err := p.Submit(t.Context(), pool.Job[int]{Data: i}); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if stream {
			err = p.Close()
		} else {
			_, err = p.Run()
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range done {
			if k := done[i].Load(); k != 1 {
				t.Fatalf("stream %v: job %d was done %d times", stream, i, k)
			}
		}
		q, err := WorkStealing{}.NewQueue(pool.Setup{Workers: workers, Capacity: 1, Stream: true})
		if err != nil {
			t.Fatal(err)
		}
		for thief := range workers {
			q.Push(pool.Ticket{Index: thief})
			dst := make([]int, 1)
			if k := q.Pop((thief+100)%workers, dst); k != 1 || dst[0] != thief {
				t.Fatalf("worker %d found %d jobs, %v, want the only one", thief, k, dst)
			}
		}
	}
}
