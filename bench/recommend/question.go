package recommend

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// Obvious is the strategy to choose without a closer look.
const Obvious = "shared-queue"

// FewestJobs is the fewest jobs of a log, or of a part of it, from which to conclude
// anything: enough for a p99.
const FewestJobs = 441

// DefaultKept is how many jobs of a long log to keep: they take 250 MB of memory.
const DefaultKept = 1 << 22

// MostJobs is the most jobs of a long log whose times are kept, so that all of them go through
// the shared queue: they take 1 GB of memory.
const MostJobs = 1 << 26

// A Question is what to find out about the jobs of a log.
type Question struct {
	Trace *workloads.Trace

	// Contenders are the strategies to choose from; nil: the built-in ones. Those that
	// cannot run such jobs in virtual time are left out, and so are those that watch the load
	// of the host, which no simulation has.
	Contenders []bench.Contender

	// Fitting adds the built-in ones that want to know what the log tells of its jobs, such as
	// their keys: see [strategies.Entry].
	Fitting bool

	// Workers are the counts to try. Counts below the number of workers that are busy on
	// average are not recommended if there are others, and counts are added between those where the target is first
	// met. nil: counts around the fewest that the log is found to need or, for a batch, 1,
	// 2, 4 and so on to 64.
	Workers []int

	// Target is what to reach. By default it is [DefaultMetric] within [verdict.NearEnough]
	// of the best that more workers give, and the obvious strategy is [Obvious].
	Target verdict.Target

	// Also are further targets, each with a metric and a limit. The shared queue meets
	// them, too, with the recommended number of workers.
	Also []verdict.Target

	// Loads are factors: how many workers would it take if jobs arrived that many times as
	// fast?
	Loads []float64

	// KeyCap is how many jobs of one key may run at once; 0: any number. With a cap, and
	// with jobs that take several slots, only the shared queue is simulated.
	KeyCap int

	// Autoscale asks for a rule when to add and remove workers, which work ColdStart after it
	// was decided.
	Autoscale bool
	ColdStart time.Duration

	// Cost is what a worker costs per hour, in any currency; 0: not known.
	Cost float64

	// Brokers are ways to have the jobs done by processes on several machines.
	Brokers Brokers

	// Start is when the first job arrived, in the zone by which hours of the day are told;
	// zero: not known.
	Start time.Time

	// Confirm is the time to spend confirming the best in real time; 0: skip.
	Confirm time.Duration

	// Replay runs strategies in real time; nil: in this process.
	Replay func(context.Context, Replay) (*record.Run, error)

	// Say is called with a sentence about each step that begins; may be nil.
	Say func(string)

	longest int // jobs that every strategy is simulated on
}

// Notes says in sentences what the answer leaves out of the log.
func (q Question) Notes() []string {
	if q.Trace.HasArrivals() || q.Trace.Len() <= Longest {
		return nil
	}
	return []string{fmt.Sprintf("the first %d jobs represent the whole log", Longest)}
}

// Answer finds the answer. When ctx ends while the best few run in real time, it returns
// the result without a confirmation, and the cause; before that, the cause alone.
func (q Question) Answer(ctx context.Context) (*Result, error) {
	q = q.withDefaults()
	r, simulated, err := q.simulate(ctx)
	if err != nil {
		return nil, err
	}
	r.Cost = r.costs(q.Cost)
	if r.Machines, err = q.machines(ctx, r); err != nil {
		return nil, err
	}
	if q.Confirm <= 0 || !r.Met {
		return r, nil
	}
	if q.limited() {
		r.Confirmation = &Confirmation{Skipped: "pools in real time keep no caps and give each job one worker"}
		return r, nil
	}
	r.Confirmation, err = q.confirm(ctx, r, simulated)
	if ctx.Err() != nil {
		r.Confirmation = &Confirmation{Skipped: "interrupted"}
		return r, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	if x := r.Confirmation; x.obviousBetter(r.Obvious) && r.Strategy != r.Obvious {
		target := q.Target
		if target.Limit == 0 && r.FirstCome != nil {
			target.Limit = r.FirstCome.Least * (1 + verdict.NearEnough)
		}
		r.yield(simulated, target, fmt.Sprintf("%s is significantly better in real time", r.Obvious))
		q.tried(r, simulated)
		r.Cost = r.costs(q.Cost) // of another number of workers
	}
	return r, nil
}

func (q Question) withDefaults() Question {
	if q.Contenders == nil {
		q.Contenders = bench.Usual()
	}
	if q.Fitting {
		q.Contenders = withFitting(q.Contenders, q.Trace)
	}
	if q.Target.Metric == "" {
		q.Target.Metric = DefaultMetric(q.Trace)
	}
	if q.Target.Obvious == "" {
		q.Target.Obvious = Obvious
	}
	if q.Replay == nil {
		q.Replay = inProcess
	}
	if q.longest == 0 {
		q.longest = Longest
	}
	if !q.Trace.HasArrivals() && q.Trace.Len() > q.longest {
		q.Trace = q.Trace.Part(0, q.longest)
	}
	if q.Say == nil {
		q.Say = func(string) {}
	}
	return q
}
