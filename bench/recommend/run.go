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

// busiest returns the consecutive jobs of a trace that keep the most workers busy or, of a
// batch, the first jobs.
func busiest(trace *workloads.Trace, size int) *workloads.Trace {
	part := trace.Part(0, size)
	if !trace.HasArrivals() {
		return part
	}
	busy := func(t *workloads.Trace) float64 { return t.Work() / max(t.Span().Seconds(), 1e-9) }
	for from := max(1, size/2); from+size <= trace.Len(); from += max(1, size/2) {
		if p := trace.Part(from, from+size); busy(p) > busy(part) {
			part = p
		}
	}
	return part
}
