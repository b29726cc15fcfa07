package recommend

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// stretches is the number of parts that a log is cut into, to check the choice on each.
const stretches = 8

// simulate finds the fewest workers of the shared queue for all jobs, runs every strategy
// around that count, then on counts between those where the target is first met, and
// finally the choice on each stretch of the log.
func (q *Question) simulate(ctx context.Context) (*Result, *record.Run, error) {
	r := &Result{Profile: q.Trace.Profile(), Unit: "s", Fits: []Fit{}}
	if g, ok := wholeGoal(q.Target.Metric, 0, q.Trace.All()); ok && q.Trace.All() < g.enough {
		r.Wants = g.enough
	}
	target, counts := q.Target, q.Workers
	var err error
	if r.FirstCome, err = q.firstCome(ctx); err != nil {
		return nil, nil, err
	}
	if f := r.FirstCome; f != nil {
		counts = f.counts(counts)
		if target.Limit == 0 {
			target.Limit = f.Least * (1 + verdict.NearEnough)
		}
		if len(q.Also) > 0 {
			counts = slices.DeleteFunc(counts, func(c int) bool { return c < f.Workers && len(counts) > 1 })
		}
		if q.Trace.Len() > q.longest || q.Trace.All() > q.Trace.Len() || q.limited() {
			run, err := q.part(ctx, r, target, counts)
			return r, run, err
		}
	}
	if len(counts) == 0 {
		counts = []int{1, 2, 4, 8, 16, 32, 64}
	}
	contenders := q.able()
	if f := r.FirstCome; f != nil && len(q.Workers) == 0 {
		counts = affordable(counts, f.Workers, q.Trace.Len()*len(contenders))
	}
	run := &record.Run{Paired: true, Settings: record.Settings{Metric: q.Target.Metric}}
	q.Say(fmt.Sprintf("simulating %d jobs by %d strategies on %s workers, and on counts in between", q.Trace.Len(), len(contenders), strings.Trim(fmt.Sprint(counts), "[]")))
	if err := simulate(ctx, run, contenders, q.Trace, counts); err != nil {
		return nil, nil, err
	}
	ok := false
	for {
		if r.Recommendation, ok = r.choose(run, target); !ok {
			return nil, nil, fmt.Errorf("recommend: no strategy has a %s: the log has too few jobs, or every strategy failed", q.Target.Metric)
		}
		between := middle(r.Recommendation)
		if between == 0 || len(q.Also) > 0 {
			break
		}
		if err := simulate(ctx, run, contenders, q.Trace, []int{between}); err != nil {
			return nil, nil, err
		}
	}
	r.simulated(run)
	if err := q.stretches(ctx, r, contenders); err != nil {
		return nil, nil, err
	}
	if why := r.unsure(q.Trace.HasArrivals()); why != "" && r.yield(run, target, why) {
		err = q.stretches(ctx, r, contenders)
	}
	if err == nil {
		err = q.explain(ctx, r, contenders)
	}
	r.Limit = q.Target.Limit
	q.tried(r, run)
	if f := r.FirstCome; f != nil && len(q.Also) > 0 && f.Workers == 0 {
		r.Met = false
	}
	return r, run, err
}

// explain says what the slowest jobs wait for under another strategy than the shared queue.
func (q *Question) explain(ctx context.Context, r *Result, contenders []bench.Contender) error {
	i := slices.IndexFunc(contenders, func(x bench.Contender) bool { return x.Name() == r.Strategy })
	if i < 0 || r.FirstCome == nil || r.Strategy == Obvious {
		return nil
	}
	s, err := scheduleOf(ctx, contenders[i], q.Trace, r.Workers)
	if err != nil {
		return err
	}
	main, _ := wholeGoal(q.Target.Metric, q.Target.Limit, q.Trace.Len())
	r.Why = s.why(main, false)
	return nil
}

// mostSimulated is the most jobs to simulate, by all strategies on all numbers of workers
// together, unless the user gives the numbers: a long log gets fewer. That takes two processors
// some 15 s.
const mostSimulated = 1 << 25

// affordable returns the counts for which there is time, given the number of jobs: all, the
// fewest that meet the target and one less, or only the former.
func affordable(counts []int, fewest, jobs int) []int {
	for _, below := range []int{len(counts), 1, 0} {
		if len(counts)*jobs <= mostSimulated {
			break
		}
		counts = slices.DeleteFunc(counts, func(c int) bool { return fewest > 0 && (c > fewest || c < fewest-below) })
	}
	return counts
}

// unsure says why another strategy than the obvious one is not recommended though it is
// better overall; empty: it is.
func (r *Result) unsure(arriving bool) string {
	switch {
	case r.Strategy == r.Obvious:
	case r.Stretches > 0 && 2*r.BetterIn <= r.Stretches:
		return fmt.Sprintf("it is better than %s in only %d of %d stretches of the log", r.Obvious, r.BetterIn, r.Stretches)
	case r.Wants > 0 && arriving:
		return fmt.Sprintf("%s are too few to tell them apart", plural(r.Profile.Jobs, "job"))
	}
	return ""
}

// part answers for a log that is too long to simulate every strategy on: it simulates the
// shared queue on all of it, and the others beside it on the busiest part. Others know no
// limits: with these the shared queue is all.
func (q *Question) part(ctx context.Context, r *Result, target verdict.Target, counts []int) (*record.Run, error) {
	line := q.queue()
	g, _ := wholeGoal(target.Metric, target.Limit, q.Trace.All())
	whole := &record.Run{Settings: record.Settings{Metric: target.Metric}}
	whole.Trials = make([]record.Trial, len(counts))
	inParallel(len(counts), func(i int) {
		one := &queue{arrivals: line.arrivals, services: line.services, limits: line.limits}
		whole.Trials[i] = record.Trial{Round: 1, Strategy: Obvious, Workload: logName, Workers: counts[i], Metrics: map[string]float64{target.Metric: one.value(counts[i], g)}}
	})
	r.Recommendation, _ = r.choose(whole, target)
	r.simulated(whole)
	r.Limit = q.Target.Limit
	if f := r.FirstCome; f.Workers == 0 {
		r.Met = false
	}
	if q.limited() {
		r.Alone = true
		r.firstCome()
		return whole, nil
	}
	contenders, trace := q.able(), q.Trace.Busiest(q.longest)
	q.Say(fmt.Sprintf("simulating the busiest %d of %d jobs by %d strategies on %s", trace.Len(), q.Trace.All(), len(contenders), plural(r.Workers, "worker")))
	run := &record.Run{Paired: true, Settings: whole.Settings}
	if err := simulate(ctx, run, contenders, trace, []int{r.Workers}); err != nil {
		return nil, err
	}
	if best, ok := verdict.Recommend(run, target); ok {
		r.Part = &Part{Jobs: trace.Len(), Strategy: best.Strategy, Value: best.Value, Obvious: best.ObviousValue}
	}
	q.tried(r, run)
	r.firstCome()
	return run, nil
}

// Able returns why a contender cannot be simulated on these jobs, or nil.
func (q *Question) Able(x bench.Contender) error {
	if err := bench.CanVirtual(x); err != nil || !q.Trace.HasArrivals() {
		return err
	}
	return bench.CanStream(x)
}

// able returns the contenders that can take part.
//
// Note: load-aware, simulated, is the shared queue, as no host has a load there. Chosen for
// that, it took 11.6 s in real time where the shared queue took 1.0: the host was loaded,
// and it halved its workers, as it should.
func (q *Question) able() []bench.Contender {
	var out []bench.Contender
	for _, x := range q.Contenders {
		if q.Able(x) == nil && !bench.WatchesHost(x) {
			out = append(out, x)
		}
	}
	return out
}

// middle returns a worker count between the fewest that meet the target and the next lower
// one that was tried, or 0 if there is none.
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

// stretchValues returns the deciding metric of each contender on stretches of the log with
// enough jobs. If jobs arrive over time, a stretch begins with the backlog that it inherits.
func (q *Question) stretchValues(ctx context.Context, chosen []bench.Contender, workers int) ([]map[string]float64, error) {
	all := make([]map[string]float64, stretches)
	for i := range all {
		all[i] = make(map[string]float64)
	}
	main, ok := newGoal(q.Target.Metric, q.Target.Limit, q.Trace.Len())
	if q.Trace.HasArrivals() && ok {
		for _, x := range chosen {
			s, err := scheduleOf(ctx, x, q.Trace, workers)
			if err != nil {
				return nil, err
			}
			for i := range all {
				from, to := s.stretch(i, stretches)
				if v, ok := s.metric(main, from, to); ok {
					all[i][x.Name()] = v
				}
			}
		}
		return all, nil
	}
	for i := range all {
		part := q.Trace.Stretch(i, stretches)
		if part.Len() < FewestJobs {
			continue
		}
		one := &record.Run{Paired: true}
		if err := simulate(ctx, one, chosen, part, []int{workers}); err != nil {
			return nil, err
		}
		for _, t := range one.Trials {
			if v, ok := t.Metrics[q.Target.Metric]; ok {
				all[i][t.Strategy] = v
			}
		}
	}
	return all, nil
}

// stretches runs the choice, beside the obvious strategy, on each stretch of the log.
func (q *Question) stretches(ctx context.Context, r *Result, contenders []bench.Contender) error {
	r.Stretches, r.MetIn, r.BetterIn, r.NoWorseIn, r.StretchLeast, r.StretchMost = 0, 0, 0, 0, 0, 0
	if r.firstCome() {
		return nil
	}
	chosen := slices.DeleteFunc(slices.Clone(contenders), func(x bench.Contender) bool { return x.Name() != r.Strategy && x.Name() != q.Target.Obvious })
	values, err := q.stretchValues(ctx, chosen, r.Workers)
	if err != nil {
		return err
	}
	for _, value := range values {
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
		o, ok := value[q.Target.Obvious]
		if !ok || v <= o*1.001 {
			r.NoWorseIn++
		}
		if !ok || v < o*0.999 {
			r.BetterIn++
		}
	}
	return nil
}
