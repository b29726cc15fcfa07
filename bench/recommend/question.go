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

// Obvious is the strategy that one would choose without looking.
const Obvious = "shared-queue"

// FewestJobs is how many jobs a log, or a part of it, must have to tell anything: so many
// that it has a p99.
const FewestJobs = 441

// A Question is what to find out about the jobs of a log.
type Question struct {
	Trace *workloads.Trace

	// Contenders are what to choose from; nil: the built-in strategies. Those that
	// cannot run such jobs in virtual time are left out.
	Contenders []bench.Contender

	// Workers are the counts to try, but for those below the workers that are busy on
	// average, and besides those between which the target is first met; nil: those about
	// the fewest that the log is found to want, or, if its jobs come at once, 1, 2, 4 and so
	// on to 64.
	Workers []int

	// Target is what to reach. By default it is the best that more workers give, but for
	// [verdict.NearEnough], of [DefaultMetric], and the obvious is [Obvious].
	Target verdict.Target

	// Also are further targets, with a metric and a limit each, that the shared queue
	// reaches, too, with as many workers as are recommended.
	Also []verdict.Target

	// Loads are how many times as fast the jobs might come: what if?
	Loads []float64

	// Confirm is the time to spend confirming the best in real time; 0: skip.
	Confirm time.Duration

	// Replay runs strategies in real time; nil: in this process.
	Replay func(context.Context, Replay) (*record.Run, error)

	// Say is told in a sentence what begins; nil: nobody is.
	Say func(string)

	longest int // jobs that every strategy is simulated on
}

// DefaultMetric returns the metric that matters if nobody says: of jobs that arrive over
// time the 99th percentile of the sojourn, of those that are all there at the start the
// makespan.
func DefaultMetric(t *workloads.Trace) string {
	if t.HasArrivals() {
		return "sojourn-p99"
	}
	return "makespan"
}

// Answer finds the answer. When ctx ends while the best few run in real time, it returns
// the result without a confirmation, and the cause; before that, the cause alone.
func (q Question) Answer(ctx context.Context) (*Result, error) {
	q = q.withDefaults()
	r, simulated, err := q.simulate(ctx)
	if err != nil {
		return nil, err
	}
	if q.Confirm <= 0 || !r.Met {
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
	}
	return r, nil
}

func (q Question) withDefaults() Question {
	if q.Contenders == nil {
		q.Contenders = bench.Usual()
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
