package virtual_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestKieferWolfowitz holds every wait in the shared queue to the recursion of Kiefer and
// Wolfowitz (Trans. AMS 78, 1955) on arbitrary traces, to the nanosecond. The vector is the
// work that each worker has left, in ascending order; its first component is the wait. With
// one worker that is the recursion of Lindley (1952).
func TestKieferWolfowitz(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		workers := 1 + r.IntN(12)
		jobs := make([]pool.Job[workloads.Task], 400)
		arrivals := make([]time.Duration, len(jobs))
		at := time.Duration(0)
		for i := range jobs {
			// So long that a worker claims one job at a time.
			service := 10*time.Microsecond + time.Duration(r.ExpFloat64()*20_000)
			jobs[i].Data = workloads.Task{Service: service, CPU: service, Seed: uint32(i)}
			arrivals[i] = at
			at += time.Duration(r.IntN(2)*r.IntN(4*30_000)) / time.Duration(workers)
		}
		started := make([]time.Duration, len(jobs))
		_, err := virtual.Simulation{
			Discipline: strategies.SharedQueue{}, Workers: workers, Arrivals: arrivals,
			Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] },
			Ended: func(e virtual.Ended) { started[e.Job] = e.Started },
		}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		left := make([]time.Duration, workers)
		for i := range jobs {
			if i > 0 {
				for k := range left {
					left[k] = max(0, left[k]-(arrivals[i]-arrivals[i-1]))
				}
			}
			if wait := started[i] - arrivals[i]; wait != left[0] {
				t.Fatalf("seed %d, %d workers: job %d waits %v, want %v", seed, workers, i, wait, left[0])
			}
			left[0] += jobs[i].Data.Service
			slices.Sort(left)
		}
	}
}

// TestStrictPriority holds every start with one worker and with several to a loop of its
// own: whenever a worker is free, the most urgent of the jobs that wait starts, the oldest
// of these.
func TestStrictPriority(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		workers := 1 + r.IntN(5)
		jobs := make([]pool.Job[workloads.Task], 300)
		arrivals := make([]time.Duration, len(jobs))
		at := time.Duration(0)
		for i := range jobs {
			service := 10*time.Microsecond + time.Duration(r.ExpFloat64()*20_000)
			jobs[i].Priority = r.IntN(4)
			jobs[i].Data = workloads.Task{Service: service, CPU: service, Seed: uint32(i)}
			arrivals[i] = at
			at += time.Duration(r.ExpFloat64() * 32_000 / float64(workers))
		}
		started := make([]time.Duration, len(jobs))
		_, err := virtual.Simulation{
			Discipline: strategies.Priority{}, Workers: workers, Arrivals: arrivals,
			Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] },
			Ended: func(e virtual.Ended) { started[e.Job] = e.Started },
		}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		free := make([]time.Duration, workers) // when each worker is free
		done := make([]bool, len(jobs))
		for range jobs {
			slices.Sort(free)
			now, next := free[0], -1
			for i := range jobs {
				// A job that arrives at this instant comes after those that end.
				if !done[i] && arrivals[i] < now && (next < 0 || jobs[i].Priority > jobs[next].Priority) {
					next = i
				}
			}
			if next < 0 { // the worker waits for the next arrival
				next = slices.Index(done, false)
				now = arrivals[next]
			}
			if done[next] = true; started[next] != now {
				t.Fatalf("seed %d, %d workers: job %d starts at %v, want %v", seed, workers, next, started[next], now)
			}
			free[0] = now + jobs[next].Data.Service
		}
	}
}
