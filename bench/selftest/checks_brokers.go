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

// prefetched is a batch of as many equal jobs as workers, of which each worker takes several
// at once: so many go to the first few.
func prefetched(workers, several int) check {
	return worst(fmt.Sprintf("%d jobs of 1, prefetched %d at a time", workers, several), strategies.Batch{Size: several}, workers,
		slices.Repeat(units(1), workers), float64(several), "one worker after the other takes so many")
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

// polled holds how long a job waits for workers that look only now and then.
var polled = stream{workers: 100, load: .1, cost: unknown}.of(poller{}, "100 workers at load 0.1 that look once a mean service",
	expectation{"E[W]", waits(-1), .5, .02, "uniform between two looks"},
	expectation{"W99", quantile(.99, false), .99, .02, "uniform between two looks"})

// fetched is a batch of short jobs, of which each worker fetches one at each look.
var fetched = check{poller{}, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
	const workers, looks = 4, 50
	m, err := makespan(ctx, d, workers, slices.Repeat([]time.Duration{time.Microsecond}, workers*looks))
	if err != nil {
		return err
	}
	emit(Figure{What: fmt.Sprintf("%d short jobs on %d workers that look once a second, %s: whole seconds to the last", workers*looks, workers, label(d)),
		Theory: looks - 1, Measured: math.Floor(m.Seconds()), Source: "as many jobs as workers in each"})
	return nil
}}

// A poller is a strategy that is here for its theory only: workers look for jobs once a mean
// service, all at the same instant, and take one each.
type poller struct{}

func (poller) Name() string { return "polling" }

func (poller) NewQueue(setup pool.Setup) (pool.Queue, error) { return &polls{now: setup.Now}, nil }

type polls struct {
	now  func() time.Duration
	jobs queues.Ring[int]
}

func (q *polls) Push(t pool.Ticket) int {
	q.jobs.Push(t.Index)
	return pool.AnyWorker
}

func (q *polls) Pop(_ int, dst []int) int {
	if q.now()%mean != 0 {
		return 0
	}
	return q.jobs.Take(dst[:1])
}

// Next returns when workers look next.
func (q *polls) Next() (at time.Duration, worker int, ok bool) {
	return (q.now() + mean - 1) / mean * mean, pool.AnyWorker, q.jobs.Len() > 0
}
