package selftest

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/oracle"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

const (
	traces     = 100 // of an oracle
	jobsTraced = 200 // in each
	slice      = 15 * time.Microsecond
	perSecond  = 50_000 // jobs that Paced starts
)

// oracles are the strategies of which every start on any trace is known. To add one, add
// its line.
func oracles() []check {
	stream, batch := false, true
	return []check{
		exact(strategies.SharedQueue{}, stream, oracle.KieferWolfowitz, "Kiefer, Wolfowitz 1955"),
		exact(strategies.LeastLoaded{}, stream, oracle.KieferWolfowitz, "least work left is one queue"),
		exact(strategies.RoundRobin{}, stream, oracle.Assigned(oracle.InTurn), "Lindley 1952, for each worker"),
		exact(strategies.RoundRobin{}, batch, oracle.Assigned(oracle.InTurn), "sums, for each worker"),
		exact(strategies.Chunked{}, batch, oracle.Assigned(oracle.Contiguous), "sums, for each worker"),
		exact(strategies.Priority{}, stream, oracle.Ordered(oracle.MoreUrgent), "reference loop"),
		exact(strategies.PriorityAging{}, stream, oracle.Ordered(oracle.Aged), "reference loop"),
		exact(strategies.ShortestFirst{}, stream, oracle.Ordered(oracle.Shorter), "reference loop"),
		exact(strategies.ShortestFirst{}, batch, oracle.Ordered(oracle.Shorter), "reference loop"),
		exact(strategies.LongestFirst{}, stream, oracle.Ordered(oracle.Longer), "reference loop"),
		exact(strategies.LongestFirst{}, batch, oracle.Ordered(oracle.Longer), "reference loop"),
		exact(strategies.LIFO{}, stream, oracle.Ordered(oracle.Newest), "reference loop"),
		exact(strategies.LIFO{}, batch, oracle.Ordered(oracle.Newest), "reference loop"),
		exact(strategies.Deadline{}, stream, oracle.Ordered(oracle.Sooner), "reference loop"),
		exact(strategies.Deadline{}, batch, oracle.Ordered(oracle.Sooner), "reference loop"),
		sliced(strategies.RoundRobinSlices{}, stream, oracle.Sliced(slice, oracle.Oldest)),
		sliced(strategies.RoundRobinSlices{}, batch, oracle.Sliced(slice, oracle.Oldest)),
		sliced(strategies.Feedback{Levels: 1000}, stream, oracle.Sliced(slice, oracle.LessServed)),
		sliced(strategies.Feedback{Levels: 1000}, batch, oracle.Sliced(slice, oracle.LessServed)),
		sliced(strategies.ShortestRemaining{}, stream, oracle.Sliced(slice, oracle.Shorter)),
		sliced(strategies.ShortestRemaining{}, batch, oracle.Sliced(slice, oracle.Shorter)),
		placed(strategies.LeastLoaded{}, oracle.Placed(oracle.Fewest)),
		placed(strategies.PowerOfTwo{}, oracle.Placed(oracle.FewerOfTwo)),
		placed(strategies.IdleFirst{}, oracle.Placed(oracle.IdleLongest)),
		placed(strategies.Bounded{Depth: 1}, oracle.KieferWolfowitz),
		placed(strategies.Bounded{Depth: 2}, oracle.Bounded(2)),
		placed(strategies.Bounded{Depth: 5}, oracle.Bounded(5)),
		exact(strategies.Serial{}, stream, oracle.Keyed(1), "reference loop"),
		exact(strategies.Capped{Most: 2}, stream, oracle.Keyed(2), "reference loop"),
		exact(strategies.Delayed{}, stream, oracle.Released, "Kiefer, Wolfowitz 1955"),
		exact(strategies.Linger{Size: 5, Wait: 30 * time.Microsecond}, stream, oracle.Lingering(5, 30*time.Microsecond), "reference loop"),
		exact(strategies.Coalesce{}, stream, oracle.Replaced, "reference loop"),
		playing{times: oracle.Answered, ends: true, source: "reference loop"}.check(strategies.Coalesce{Share: true}),
		exact(strategies.LoadAware{Source: loaded}, stream, oracle.Halved, "Kiefer, Wolfowitz 1955, half of the workers"),
		exact(strategies.Paced{Rate: perSecond, Burst: 7}, stream, oracle.TokenBucket(time.Second/perSecond, 7), "Kiefer, Wolfowitz 1955, and a token bucket"),
	}
}

// A playing is how traces are played to a strategy.
type playing struct {
	batch    bool
	times    func(oracle.Trace) []time.Duration // starts, or ends
	ends     bool                               // as they are of sliced jobs
	slice    time.Duration
	costless bool // costs are unknown
	source   string
}

func exact(d pool.Discipline, batch bool, times func(oracle.Trace) []time.Duration, source string) check {
	return playing{batch: batch, times: times, source: source}.check(d)
}

func sliced(d pool.Discipline, batch bool, times func(oracle.Trace) []time.Duration) check {
	return playing{batch: batch, times: times, slice: slice, ends: true, source: "reference loop"}.check(d)
}

func placed(d pool.Discipline, times func(oracle.Trace) []time.Duration) check {
	return playing{times: times, costless: true, source: "reference loop"}.check(d)
}

// check counts the jobs that start when the oracle says, to the nanosecond.
func (p playing) check(d pool.Discipline) check {
	return check{d, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
		same := 0
		for k := range uint64(traces) {
			t := oracle.Random(o.Seed+k, jobsTraced)
			if p.batch {
				t = t.AtOnce()
			}
			got, err := p.play(ctx, d, t)
			if err != nil {
				return fmt.Errorf("%s: %w", d.Name(), err)
			}
			for i, want := range p.times(t) {
				if got[i] == want {
					same++
				}
			}
		}
		kind, what, extra := "streams", "starts", ""
		if p.batch {
			kind = "batches"
		}
		if p.ends {
			what = "ends"
		}
		if p.slice > 0 {
			extra = ", in slices"
		}
		if p.costless {
			extra = ", costs unknown"
		}
		const all = traces * jobsTraced
		emit(Figure{What: fmt.Sprintf("%d random %s%s, %s: %s as known, of %d", traces, kind, extra, label(d), what, all), Theory: all, Measured: float64(same), Source: p.source})
		return nil
	}}
}

// play returns when each job of a trace starts, or ends.
func (p playing) play(ctx context.Context, d pool.Discipline, t oracle.Trace) ([]time.Duration, error) {
	began := time.Unix(0, 0)
	jobs := make([]pool.Job[workloads.Task], len(t.Jobs))
	arrivals := make([]time.Duration, len(t.Jobs))
	for i, j := range t.Jobs {
		jobs[i] = pool.Job[workloads.Task]{
			Priority: j.Priority, Key: j.Key, Cost: j.Service, Deadline: began.Add(j.Deadline), NotBefore: began.Add(j.Release),
			Data: workloads.Task{Service: j.Service, CPU: j.Service, Seed: j.Tie},
		}
		if p.costless {
			jobs[i].Cost = 0
		}
		arrivals[i] = j.Arrival
	}
	if t.Batch {
		arrivals = nil
	}
	times := make([]time.Duration, len(t.Jobs))
	_, err := virtual.Simulation{
		Discipline: d, Workers: t.Workers, Seed: t.Seed, Slice: p.slice, Began: began, Arrivals: arrivals,
		Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] },
		Ended: func(e virtual.Ended) {
			switch times[e.Job] = e.Started; {
			case e.Err != nil:
				times[e.Job] = -1
			case p.ends:
				times[e.Job] = e.Completed
			}
		},
	}.Run(ctx)
	return times, err
}
