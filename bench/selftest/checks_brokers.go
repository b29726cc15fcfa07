package selftest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/queues"
	"github.com/go-foundations/poolbench/workloads"
)

// callCenter is the call center of theory.ErlangA.
var callCenter = later(impatient{}, func() check {
	const workers, load, patience = 50, .96, 2
	left, wait := theory.ErlangA(workers, load, patience)
	share := average(func(j waited) (float64, bool) {
		if j.left {
			return 1, true
		}
		return 0, true
	})
	return stream{workers: workers, load: load, patience: patience, longer: 2}.of(impatient{}, fmt.Sprintf("M/M/%d+M at load %g, patience %d", workers, load, patience),
		expectation{"share that leaves", share, left, .25, "Erlang A, Palm 1946"},
		expectation{"E[W]", waits(-1), wait, .25, "Erlang A, Palm 1946"})
})

// An impatient strategy is here for its theory only: one queue, which a job leaves at its
// deadline. (Deadline with DropExpired has an order of its own.)
type impatient struct{}

func (impatient) Name() string { return "impatient" }

func (impatient) NewQueue(setup pool.Setup) (pool.Queue, error) {
	return &patients{now: setup.Now, drop: setup.Drop}, nil
}

type patients struct {
	now  func() time.Duration
	drop func(index int, why error)
	jobs queues.Ring[pool.Ticket]
}

var errLeft = errors.New("waited for too long")

func (q *patients) Push(t pool.Ticket) int {
	q.jobs.Push(t)
	return pool.AnyWorker
}

func (q *patients) Pop(_ int, dst []int) int {
	for {
		t, ok := q.jobs.Pop()
		if !ok {
			return 0
		}
		if t.Deadline > q.now() {
			dst[0] = t.Index
			return 1
		}
		q.drop(t.Index, errLeft)
	}
}

// prefetched is a batch of as many equal jobs as workers, of which each takes several at
// once: so many go to the first few.
func prefetched(workers, several int) check {
	return worst(fmt.Sprintf("%d jobs of 1, prefetched %d at a time", workers, several), strategies.Prefetch{Jobs: several}, workers,
		slices.Repeat(units(1), workers), float64(several), "the first processes take so many")
}

// bridged is a process that waits for the queue, or does not because it holds enough jobs.
func bridged(several int) check {
	const jobs, trip = 100, 3
	return worst(fmt.Sprintf("%d jobs of 1, prefetched %d at a time over a trip of %d", jobs, several, trip),
		strategies.Prefetch{Jobs: several, Trip: trip * mean}, 1, slices.Repeat(units(1), jobs),
		theory.PrefetchedMakespan(jobs, several, 1, trip), "as many in a service and a trip")
}

// bucket counts the starts of a stream before which no interval has more of them than a
// burst and the rate allow.
var bucket = check{strategies.Paced{Rate: .8, Burst: 5}, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
	const jobs, burst, gap = 10_000, 5, mean * 5 / 4
	arrivals, err := stream{workers: 1, load: .78}.arrivals(jobs, o.Seed)
	if err != nil {
		return err
	}
	batch := batchOf(exponential(jobs, o.Seed))
	var starts []time.Duration
	_, err = virtual.Simulation{
		Discipline: d, Workers: 50, Jobs: jobs, Job: func(i int) *pool.Job[workloads.Task] { return &batch[i] }, Arrivals: arrivals,
		Ended: func(e virtual.Ended) { starts = append(starts, e.Started) },
	}.Run(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", d.Name(), err)
	}
	slices.Sort(starts)
	// From number i to number j there are too many if (j−i+1−burst)·gap is more than the time
	// between them.
	fine, least := 0, time.Duration(math.MaxInt64)
	for j, at := range starts {
		least = min(least, time.Duration(j)*gap-at)
		if time.Duration(j+1-burst)*gap-at <= least {
			fine++
		}
	}
	emit(Figure{What: fmt.Sprintf("starts, of %d, up to which no interval t has more than %d + 0.8·t, %s", jobs, burst, label(d)), Theory: jobs, Measured: float64(fine), Source: "token bucket, ITU-T I.371"})
	return nil
}}

// polled holds how long a job waits for idle workers of a process that asks now and then.
var polled = stream{workers: 100, load: .1, cost: unknown}.of(strategies.Poll{Every: mean}, "100 workers at load 0.1 of a process that asks once a mean service",
	expectation{"E[W]", waits(-1), theory.PolledWait(1, 1), .02, "uniform between two looks"},
	expectation{"W99", quantile(.99, false), theory.PolledQuantile(1, 1, .99), .02, "uniform between two looks"})

// fetched is a batch of short jobs, of which each worker fetches one at each look.
var fetched = check{strategies.Poll{Every: mean, Cooldown: mean}, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
	const workers, looks = 4, 50
	m, err := makespan(ctx, d, workers, slices.Repeat([]time.Duration{time.Microsecond}, workers*looks))
	if err != nil {
		return err
	}
	rate := theory.PolledRate(workers, 1)
	emit(Figure{What: fmt.Sprintf("%d short jobs on %d workers that ask once a second, %s: whole seconds to the last", workers*looks, workers, label(d)),
		Theory: workers*looks/rate - 1, Measured: math.Floor(m.Seconds()), Source: "workers ÷ poll interval"})
	return nil
}}
