package recommend

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// stretches is into how many parts a log is cut to see whether what holds for the whole
// holds for each.
const stretches = 8

// logName is what the log is called as a workload.
const logName = "log"

// simulate runs every strategy over the worker counts, then over those between which the
// target is first met, and the choice on each stretch of the log.
func (q *Question) simulate(ctx context.Context) (*Result, *record.Run, error) {
	r := &Result{Profile: q.Trace.Profile()}
	contenders := q.able()
	run := &record.Run{Paired: true, Settings: record.Settings{Metric: q.Target.Metric}}
	q.Say(fmt.Sprintf("simulating %d jobs by %d strategies on %s workers, and on counts in between", q.Trace.Len(), len(contenders), strings.Trim(fmt.Sprint(q.Workers), "[]")))
	if err := simulate(ctx, run, contenders, q.Trace, q.Workers); err != nil {
		return nil, nil, err
	}
	ok := false
	for {
		if r.Recommendation, ok = verdict.Recommend(run, q.Target); !ok {
			return nil, nil, fmt.Errorf("recommend: no strategy has a %s: the log has too few jobs, or every strategy failed", q.Target.Metric)
		}
		between := middle(r.Recommendation)
		if between == 0 {
			break
		}
		if err := simulate(ctx, run, contenders, q.Trace, []int{between}); err != nil {
			return nil, nil, err
		}
	}
	return r, run, q.stretches(ctx, r, contenders)
}

// able returns the contenders that can take part.
func (q *Question) able() []bench.Contender {
	var out []bench.Contender
	for _, x := range q.Contenders {
		if bench.CanVirtual(x) == nil && (!q.Trace.HasArrivals() || bench.CanStream(x) == nil) {
			out = append(out, x)
		}
	}
	return out
}

// middle returns a worker count between the fewest that meet the target and the next
// that was tried below; 0: there is none.
func middle(r verdict.Recommendation) int {
	if !r.Met {
		return 0
	}
	below := 0
	for _, o := range r.Options {
		if o.Workers < r.Workers {
			below = max(below, o.Workers)
		}
	}
	if below == 0 || r.Workers-below < 2 {
		return 0
	}
	return (below + r.Workers) / 2
}

// stretches runs the choice, beside the obvious, on each stretch of the log.
func (q *Question) stretches(ctx context.Context, r *Result, contenders []bench.Contender) error {
	chosen := slices.DeleteFunc(slices.Clone(contenders), func(x bench.Contender) bool { return x.Name() != r.Strategy && x.Name() != q.Target.Obvious })
	for i := range stretches {
		part := q.Trace.Stretch(i, stretches)
		if part.Len() < FewestJobs {
			continue
		}
		one := &record.Run{Paired: true}
		if err := simulate(ctx, one, chosen, part, []int{r.Workers}); err != nil {
			return err
		}
		value := make(map[string]float64)
		for _, t := range one.Trials {
			if v, ok := t.Metrics[q.Target.Metric]; ok {
				value[t.Strategy] = v
			}
		}
		v, ok := value[r.Strategy]
		if !ok {
			continue
		}
		if r.Stretches == 0 {
			r.StretchLeast = v
		}
		r.StretchLeast, r.StretchMost = min(r.StretchLeast, v), max(r.StretchMost, v)
		r.Stretches++
		if q.Target.Limit > 0 && v <= q.Target.Limit {
			r.MetIn++
		}
		if o, ok := value[q.Target.Obvious]; !ok || v <= o*1.001 {
			r.NoWorseIn++
		}
	}
	return nil
}

// simulate runs each contender once on the jobs in virtual time. Nothing is known of
// what the jobs do; there it makes no difference.
func simulate(ctx context.Context, run *record.Run, contenders []bench.Contender, trace *workloads.Trace, counts []int) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // a bubble does one thing at a time
	p := &bench.Plan{
		Contenders: contenders, Workers: counts, Virtual: true, Replay: trace.HasArrivals(), Seed: 1,
		Workloads: []workloads.Workload{{Name: logName, Trace: trace, Parts: []workloads.Part{{IO: 1}}}},
	}
	err := p.Round(ctx, 1, func(t record.Trial) error { run.Trials = append(run.Trials, t); return nil })
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
