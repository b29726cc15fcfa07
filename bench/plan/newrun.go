package plan

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// NewRun returns the record of a run of the plan, without trials yet: the contenders, the
// jobs, and warnings about what may mislead. In real time it also determines the
// measurement overhead.
func (p Plan) NewRun(ctx context.Context) (*record.Run, error) {
	run := &record.Run{Seed: p.Seed, Paired: true, Settings: record.Settings{
		Mode: record.ModeBatch, Jobs: p.Jobs, Virtual: p.Virtual, Cores: p.Cores, Loads: p.Loads,
	}}
	if p.stream() {
		run.Settings.Mode = record.ModeStream
	}
	for _, c := range p.Contenders {
		run.Settings.Strategies = append(run.Settings.Strategies, c.Name())
		if _, ok := trial.ByEvents(c); p.Virtual && (p.Goroutines || !ok) {
			run.Settings.Goroutines = append(run.Settings.Goroutines, c.Name())
		}
	}
	for _, w := range p.Workloads {
		d, err := p.Describe(w)
		if err != nil {
			return nil, err
		}
		run.Workloads = append(run.Workloads, d)
		run.Settings.Workloads = append(run.Settings.Workloads, w.Name)
		for _, n := range p.WorkersOf(w) {
			if !slices.Contains(run.Settings.Workers, n) {
				run.Settings.Workers = append(run.Settings.Workers, n)
			}
		}
	}
	if !p.Virtual && !p.Bare {
		run.Wrapper = trial.WrapperCost(ctx).Seconds()
	}
	run.Warnings = slices.Concat(p.overloaded(), p.oversubscribed(), p.crowded(), p.sparse(run))
	return run, nil
}

// overloaded warns of a load under which the queue keeps growing.
func (p Plan) overloaded() []string {
	if slices.ContainsFunc(p.Loads, func(x float64) bool { return x >= 1 }) {
		return []string{"at a load of 1 or more the queue keeps growing: the longer the run, the longer the waits"}
	}
	return nil
}

// computes reports whether the jobs of a workload need a processor most of the time: it has no
// more workers of its own than there are processors.
func computes(w workloads.Workload) bool { return w.DefaultWorkers == 0 }

// oversubscribed warns of worker counts above the number of processors, where jobs compute.
func (p Plan) oversubscribed() []string {
	if p.Virtual || !slices.ContainsFunc(p.Workloads, computes) {
		return nil
	}
	cpus := runtime.GOMAXPROCS(0)
	var out []string
	for _, n := range p.Workers {
		if n > cpus {
			out = append(out, fmt.Sprintf("%d workers share %d processors: computing jobs take turns on them, and service times include the waiting", n, cpus))
		}
	}
	return out
}

// crowded warns of a stream in real time that leaves no processor for the generator of
// arrivals.
func (p Plan) crowded() []string {
	if !p.stream() || p.Virtual {
		return nil
	}
	for _, w := range p.Workloads {
		for _, n := range p.WorkersOf(w) {
			if n >= runtime.GOMAXPROCS(0) && computes(w) {
				return []string{fmt.Sprintf("%s: %d computing workers leave none of %d processors for the generator of arrivals, so measured waits are too long; "+
					"use --workers %d, or --virtual", w.Name, n, runtime.GOMAXPROCS(0), max(1, runtime.GOMAXPROCS(0)-1))}
			}
		}
	}
	return nil
}

// sparse warns of a stream with too few jobs for its workers.
func (p Plan) sparse(run *record.Run) []string {
	if !p.stream() {
		return nil
	}
	for _, w := range run.Workloads {
		if n := slices.Max(run.Settings.Workers); w.Jobs < 10*n && !w.Exact {
			return []string{fmt.Sprintf("%s: %d jobs are fewer than ten for each of %d workers: the stream ends before the queue settles; use --jobs %d or more",
				w.Name, w.Jobs, n, 20*n)}
		}
	}
	return nil
}

// Measure runs rounds in this process, as many as the budget allows, up to the given
// number. Unlike a comparison of package rounds it needs no program that can run itself
// again, but contenders share a heap with those that ran before them. When ctx ends,
// Measure returns the cause.
func (p Plan) Measure(ctx context.Context, rounds int, budget time.Duration) (*record.Run, error) {
	run, err := p.NewRun(ctx)
	if err != nil {
		return nil, err
	}
	start, longest := time.Now(), time.Duration(0)
	run.Start = start.UTC().Truncate(time.Millisecond)
	for round := 1; round <= p.Rounds(rounds) && (round == 1 || time.Since(start)+longest <= budget); round++ {
		began := time.Now()
		if err := p.Round(ctx, round, func(t record.Trial) error { run.Trials = append(run.Trials, t); return nil }); err != nil {
			return nil, err
		}
		longest = max(longest, time.Since(began))
		run.Settings.RoundsDone = round
	}
	run.Duration = time.Since(start).Seconds()
	return run, nil
}
