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
	"github.com/go-foundations/poolbench/strategies/queues"
)

// fourAt80 is jobs of unknown cost for four workers at 80 % load.
var fourAt80 = stream{workers: 4, load: .8, cost: unknown}

var roundRobin = fourAt80.of(strategies.RoundRobin{}, "4 workers at load 0.8",
	expectation{"E[W]", waits(-1), theory.RoundRobinWait(4, .8), .2, "E4/M/1, Kleinrock 1975"},
	expectation{"W99", quantile(.99, false), theory.RoundRobinWaitQuantile(4, .8, .99), .33, "E4/M/1, Kleinrock 1975"},
)

var powerOfTwo = fourAt80.of(strategies.PowerOfTwo{}, "4 workers at load 0.8",
	expectation{"E[W]", waits(-1), 1.330158, .15, "two of four, by its Markov chain"})

var idleFirst = fourAt80.of(strategies.IdleFirst{}, "4 workers at load 0.8",
	expectation{"E[W]", waits(-1), 1.33339, .15, "join-idle-queue, by its Markov chain"})

var shortestQueue = fourAt80.of(strategies.LeastLoaded{}, "4 workers at load 0.8, costs unknown",
	expectation{"E[W]", waits(-1), .953134, .2, "join the shortest queue, by its Markov chain"})

// leastWork has the waits of one queue, job by job, as long as costs are exact.
var leastWork = stream{workers: 4, load: .8}.of(strategies.LeastLoaded{}, "M/M/4 at load 0.8, costs known",
	expectation{"E[W]", waits(-1), theory.MMcWait(4, .8), .2, "Erlang C: least work left is one queue"})

func bounded(workers, depth int) check {
	s, d := fourAt80, strategies.Bounded{Depth: depth}
	s.workers = workers
	return later(d, func() check {
		return s.of(d, fmt.Sprintf("%d workers at load 0.8", workers),
			expectation{"E[T]", sojourns, theory.BoundedSojourn(workers, depth, .8), .12, "JBSQ, by its Markov chain"})
	})
}

// crowd is so many workers that hardly two of them have to do with each other.
const crowd = 200

// many is a stream for a crowd. It is long, since each worker has few of the jobs, and
// none has any at first.
func many(load float64) stream {
	return stream{workers: crowd, load: load, cost: unknown, longer: 3, least: 100 * crowd, warmUp: .4}
}

func manyTwoChoices(load float64) check {
	return many(load).of(strategies.PowerOfTwo{}, fmt.Sprintf("%d workers at load %g", crowd, load),
		expectation{"E[T]", sojourns, theory.PowerOfTwoSojourn(load), .05, "many workers, Mitzenmacher 2001"})
}

// stealing has the mean of one queue: it keeps no worker idle while a job waits,
// and does not look at lengths. Its tail has no formula, but for being longer:
// jobs are not started in the order in which they came.
var stealing = stream{workers: 4, load: .8}.beside(strategies.WorkStealing{}, "M/M/4 at load 0.8",
	expectation{"E[W]", waits(-1), 1, .03, "work conserving: as one queue"})

// oneProbe shows that the harness is right about thieves that may look in vain.
func oneProbe(load float64) check {
	return many(load).of(prober{}, fmt.Sprintf("%d workers at load %g", crowd, load),
		expectation{"E[T]", sojourns, theory.OneProbeSojourn(load), .05, "many workers, Mitzenmacher 1998"})
}

// A prober is a strategy that is here for its theory only: see theory.OneProbeSojourn.
type prober struct{}

func (prober) Name() string { return "one-probe" }

func (prober) NewQueue(setup pool.Setup) (pool.Queue, error) {
	return &probes{rng: rand.New(rand.NewPCG(setup.Seed, 0)), at: make([]probed, setup.Workers)}, nil
}

type probes struct {
	rng *rand.Rand
	at  []probed
}

type probed struct {
	jobs queues.Ring[int]
	ran  bool // since it last looked in vain
}

func (q *probes) Push(t pool.Ticket) int {
	to := q.rng.IntN(len(q.at))
	q.at[to].jobs.Push(t.Index)
	return to
}

func (q *probes) Pop(worker int, dst []int) int {
	p := &q.at[worker]
	n := p.jobs.Take(dst[:1])
	if n == 0 && p.ran {
		// A job that runs counts, too: one that waits is at least the second.
		if index, ok := q.at[q.rng.IntN(len(q.at))].jobs.PopLast(); ok {
			dst[0], n = index, 1
		}
	}
	p.ran = n > 0
	return n
}

// rankError counts how many more urgent jobs wait when one is taken, of a thousand.
var rankError = check{strategies.MultiQueue{}, func(_ context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
	const workers = 2
	values, err := replicated(1, func(k int, values []float64) error {
		q, err := d.NewQueue(pool.Setup{Workers: workers, Stream: true, Seed: o.Seed + uint64(k), Now: func() time.Duration { return 0 }})
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
			if q.Pop(r.IntN(workers), dst) == 0 {
				return fmt.Errorf("%s: no job handed out of %d that wait", d.Name(), len(waiting))
			}
			rank, _ := slices.BinarySearch(waiting, dst[0])
			sum += rank
			waiting = slices.Delete(waiting, rank, rank+1)
		}
		values[0] = float64(sum) / float64(pops)
		return nil
	})
	if err != nil {
		return err
	}
	compare(label(d)+" of 4 heaps", values, o, emit, []expectation{{"mean rank error", nil, theory.MultiQueueRankError(2 * workers), .05, "Walzer, Williams 2024"}})
	return nil
}}
