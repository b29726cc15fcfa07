package plan

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
)

// NewRun returns the record of a run of the plan, without trials yet: the contenders, the
// jobs, and warnings of what may mislead. In real time it also measures the overhead of
// measuring.
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

// overloaded says that a queue grows for as long as jobs come.
func (p Plan) overloaded() []string {
	if slices.ContainsFunc(p.Loads, func(x float64) bool { return x >= 1 }) {
		return []string{"at a load of 1 or more the queue grows as long as jobs come: the longer the run, the longer the waits"}
	}
	return nil
}

// oversubscribed says which worker counts computing jobs cannot all use.
func (p Plan) oversubscribed() []string {
	if p.Virtual {
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

// crowded says where a stream in real time has no processor for the generator of
// arrivals.
func (p Plan) crowded() []string {
	if !p.stream() || p.Virtual {
		return nil
	}
	for _, w := range p.Workloads {
		for _, n := range p.WorkersOf(w) {
			if n >= runtime.GOMAXPROCS(0) && w.DefaultWorkers == 0 {
				return []string{fmt.Sprintf("%s: %d workers that compute leave no processor of %d to what hands jobs over: waits are longer than they need be; "+
					"use --workers %d, or --virtual", w.Name, n, runtime.GOMAXPROCS(0), max(1, runtime.GOMAXPROCS(0)-1))}
			}
		}
	}
	return nil
}

// sparse says where a stream has so few jobs that it hardly fills its workers.
func (p Plan) sparse(run *record.Run) []string {
	if !p.stream() {
		return nil
	}
	for _, w := range run.Workloads {
		if n := slices.Max(run.Settings.Workers); w.Jobs < 10*n && !w.Exact {
			return []string{fmt.Sprintf("%s: %d jobs are less than ten for each of %d workers: the stream has hardly filled when it ends; use --jobs %d or more",
				w.Name, w.Jobs, n, 20*n)}
		}
	}
	return nil
}

// Measure runs rounds in this process, as many as the budget allows and at most so many.
// Unlike a comparison of package rounds it needs no program that can run itself again, but
// contenders live in the heap that those before them have left. When ctx ends it returns
// the cause.
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
