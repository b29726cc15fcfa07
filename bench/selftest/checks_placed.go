package selftest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// fourAt80 is jobs of unknown cost for four workers at 80 % load.
func fourAt80(d pool.Discipline) stream {
	return stream{discipline: d, workers: 4, load: .8, cost: unknown}
}

func powerOfTwo(ctx context.Context, o Options, emit func(Figure)) error {
	return fourAt80(strategies.PowerOfTwo{}).replicate(ctx, "4 workers at load 0.8, power-of-two", o, emit, []expectation{
		{"E[W]", waits(-1), 1.330158, .15, "two of four, by its Markov chain"},
	})
}

func idleFirst(ctx context.Context, o Options, emit func(Figure)) error {
	return fourAt80(strategies.IdleFirst{}).replicate(ctx, "4 workers at load 0.8, idle-first", o, emit, []expectation{
		{"E[W]", waits(-1), 1.33339, .15, "join-idle-queue, by its Markov chain"},
	})
}

func shortestQueue(ctx context.Context, o Options, emit func(Figure)) error {
	return fourAt80(strategies.LeastLoaded{}).replicate(ctx, "4 workers at load 0.8, costs unknown, least-loaded", o, emit, []expectation{
		{"E[W]", waits(-1), .953134, .2, "join the shortest queue, by its Markov chain"},
	})
}

// leastWork has the waits of one queue, job by job, as long as costs are exact.
func leastWork(ctx context.Context, o Options, emit func(Figure)) error {
	s := stream{discipline: strategies.LeastLoaded{}, workers: 4, load: .8}
	return s.replicate(ctx, "M/M/4 at load 0.8, costs known, least-loaded", o, emit, []expectation{
		{"E[W]", waits(-1), theory.MMcWait(4, .8), .2, "Erlang C: least work left is one queue"},
	})
}

func bounded(depth int, sojourn float64) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		return fourAt80(strategies.Bounded{Depth: depth}).replicate(ctx, fmt.Sprintf("4 workers at load 0.8, bounded to %d", depth), o, emit, []expectation{
			{"E[T]", sojourns, sojourn, .1, "JBSQ, by its Markov chain"},
		})
	}
}

func aging(ctx context.Context, o Options, emit func(Figure)) error {
	shares := []float64{.2, .5, .3}
	s := stream{discipline: strategies.PriorityAging{}, workers: 4, load: .9, shares: shares}
	var expected []expectation
	for k, w := range theory.AgingWaits(4, .9, shares, []float64{4, 2, 1}) {
		expected = append(expected, expectation{fmt.Sprintf("E[W], rate %d", 4>>k), waits(k), w, .5, "Kleinrock 1964"})
	}
	return s.replicate(ctx, "M/M/4 at load 0.9, priority-aging", o, emit, expected)
}

// rankError counts how many more urgent jobs wait when one is taken, of a thousand.
func rankError(_ context.Context, o Options, emit func(Figure)) error {
	const workers = 2
	var values []float64
	for k := range Replications {
		q, err := strategies.MultiQueue{}.NewQueue(pool.Setup{Workers: workers, Stream: true, Seed: o.Seed + uint64(k), Now: func() time.Duration { return 0 }})
		if err != nil {
			return err
		}
		r := rand.New(rand.NewPCG(o.Seed, uint64(k)))
		var waiting []int
		next, sum, pops := 0, 0, o.Jobs/Replications
		dst := make([]int, 1)
		for range 1000 + pops {
			q.Push(pool.Ticket{Index: next, Seq: uint64(next)})
			waiting = append(waiting, next)
			if next++; next <= 1000 {
				continue
			}
			q.Pop(r.IntN(workers), dst)
			rank, _ := slices.BinarySearch(waiting, dst[0])
			sum += rank
			waiting = slices.Delete(waiting, rank, rank+1)
		}
		values = append(values, float64(sum)/float64(pops))
	}
	compare("multiqueue of 4 heaps", [][]float64{values}, o, emit, []expectation{{"mean rank error", nil, theory.MultiQueueRankError(2 * workers), .05, "Walzer, Williams 2024"}})
	return nil
}
