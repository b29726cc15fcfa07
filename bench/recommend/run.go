package recommend

import (
	"context"
	"runtime"
	"slices"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// simulate runs each contender once on the jobs in virtual time. Whether jobs compute or
// wait is unknown, and makes no difference there.
func simulate(ctx context.Context, run *record.Run, contenders []bench.Contender, trace *workloads.Trace, counts []int) error {
	p := plan(contenders, trace, counts)
	if slices.ContainsFunc(contenders, func(c bench.Contender) bool { return !bench.ByEvents(c) }) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // a bubble does one thing at a time
	} else {
		p.Slots = make(chan struct{}, runtime.GOMAXPROCS(0))
	}
	err := p.Round(ctx, 1, func(t record.Trial) error { run.Trials = append(run.Trials, t); return nil })
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	return few(ctx, run, contenders, trace)
}

// few adds the deciding metric to the trials of a run that have none because the jobs are
// fewer than the metric wants.
func few(ctx context.Context, run *record.Run, contenders []bench.Contender, trace *workloads.Trace) error {
	g, ok := wholeGoal(run.Settings.Metric, 0, trace.Len())
	if !ok || trace.Len() >= g.enough {
		return nil
	}
	for _, t := range run.Trials {
		if _, ok := t.Metrics[g.metric]; ok || t.Error != "" {
			continue
		}
		i := slices.IndexFunc(contenders, func(x bench.Contender) bool { return x.Name() == t.Strategy })
		if i < 0 {
			continue
		}
		s, err := scheduleOf(ctx, contenders[i], trace, t.Workers)
		if err != nil {
			return err
		}
		t.Metrics[g.metric] = s.whole(g)
	}
	return nil
}
