package selftest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// Options say what to look at and how closely. The zero value is useful.
type Options struct {
	Jobs int    // of a figure about streams, in all Replications; 0 means DefaultJobs
	Seed uint64 // of the first replication; the others follow

	// Only are names of strategies whose figures are wanted; nil: all.
	Only []string

	// Own is a strategy that takes the place of another in all its figures: of that which
	// Like names. If Like is empty, its figures are those of every strategy that keeps no
	// worker idle while a job waits and does not look at how long jobs are. nil: none.
	Own  pool.Discipline
	Like string
}

// DefaultJobs lets the mean wait of four workers at 80 % load be known to about a
// tenth, with 99.9 % confidence.
const DefaultJobs = 400_000

// LeastJobs is how many jobs it takes for replications to be worth their name.
const LeastJobs = 20_000

// A check is one experiment with a strategy, and the figures that come of it.
type check struct {
	of  pool.Discipline
	run func(ctx context.Context, of pool.Discipline, o Options, emit func(Figure)) error
}

// checks returns all there are. To add one, add its line.
func checks() []check {
	return slices.Concat(oracles(), []check{
		mmc(1, .8), mmc(2, .8), mmc(4, .5), mmc(4, .8),
		arrivals("D/M/1", workloads.Gamma{Even: true}, theory.FixedGaps(), .25), arrivals("E2/M/1", workloads.Gamma{Var: .5}, theory.ErlangGaps(2), .25),
		arrivals("H2/M/1", hyper(4), theory.HyperGaps(4), .8),
		groups("fixed", tens, 0), groups("geometric", geometric, .9),
		oneWorker("fixed", workloads.Fixed{}), oneWorker("bimodal-1", workloads.Bimodal1()),
		roundRobin, stealing, oneProbe(.5), oneProbe(.8),
		powerOfTwo, manyTwoChoices(.5), manyTwoChoices(.8), manyTwoChoices(.9),
		idleFirst, shortestQueue, leastWork,
		bounded(2, 1), bounded(2, 2), bounded(2, 4), bounded(2, 16), bounded(4, 1), bounded(4, 2), bounded(4, 4), bounded(4, 8),
		cobham, aging, newestFirst, hedged(.5), hedged(.8),
		shortestFirst(.5), shortestFirst(.8), shortestPredicted(.5), shortestPredicted(.8), classes,
		inSlices(strategies.RoundRobinSlices{}, theory.RoundRobinSojourns, "Wolff 1970"),
		inSlices(strategies.Feedback{Levels: 100}, theory.FeedbackSojourns, "Schrage 1967"),
		inSlices(strategies.ShortestRemaining{}, theory.RemainingSojourns, "Schrage, Miller 1966, in slices"),
		shared, attained, remaining(.5), remaining(.8), remainingPredicted(.5), remainingPredicted(.8),
		preemptive(.5), preemptive(.8), preemptivePredicted(.5), preemptivePredicted(.8),
		onePerKey, replaced(1, .8), replaced(4, .8), lingered, guest, greedy,
		conserved(strategies.Priority{}), conserved(strategies.PriorityWeighted{}), conserved(strategies.PriorityAging{}),
		conserved(strategies.LIFO{}), conserved(strategies.Deadline{}), conserved(strategies.MultiQueue{}),
		lottery, customers, rankError,
		callCenter, bucket, polled, fetched, prefetched(16, 4), prefetched(16, 1),
		bridged(1), bridged(2), bridged(4), redelivered(60), redelivered(61), redelivered(100),
		repeated(.5), repeated(1), repeated(3.5), recovered,
		dealt("dynamic", strategies.SharedQueue{}, theory.DynamicMakespan), dealt("dynamic", strategies.WorkStealing{}, theory.DynamicMakespan),
		dealt("static", strategies.Chunked{}, theory.StaticMakespan), dealt("static", strategies.RoundRobin{}, theory.StaticMakespan),
	}, worstCases(), bounds(), []check{
		chunks(strategies.Guided{}, theory.Guided, "Polychronopoulos, Kuck 1987"),
		chunks(strategies.Factoring{}, theory.Factoring, "Hummel, Schonberg, Flynn 1992"),
		chunks(strategies.Trapezoid{}, theory.Trapezoid, "Tzeng, Ni 1993"),
	})
}

// ofAny returns the checks of any strategy that keeps no worker idle while a job waits and
// does not look at how long jobs are.
func ofAny(d pool.Discipline) []check {
	return []check{meanWait(1, .8, d), meanWait(4, .8, d), conserved(d), dealt("dynamic", d, theory.DynamicMakespan), graham(d)}
}

// Known returns the names of the strategies of which there are figures.
func Known() []string {
	var names []string
	for _, c := range checks() {
		if !slices.Contains(names, c.of.Name()) {
			names = append(names, c.of.Name())
		}
	}
	slices.Sort(names)
	return names
}

// chosen returns the checks that the options ask for.
func (o Options) chosen() ([]check, error) {
	known := Known()
	for _, name := range append(slices.Clone(o.Only), o.Like) {
		if name != "" && !slices.Contains(known, name) {
			return nil, fmt.Errorf("strategy %q: no theory (have %s)", name, strings.Join(known, ", "))
		}
	}
	all := checks()
	if o.Own == nil {
		if o.Only != nil {
			all = slices.DeleteFunc(all, func(c check) bool { return !slices.Contains(o.Only, c.of.Name()) })
		}
		return all, nil
	}
	if o.Like == "" {
		return ofAny(o.Own), nil
	}
	all = slices.DeleteFunc(all, func(c check) bool { return c.of.Name() != o.Like })
	for i := range all {
		all[i].of = o.Own
	}
	return all, nil
}

// Theory runs the checks and calls emit with each figure as it is known.
func Theory(ctx context.Context, o Options, emit func(Figure)) error {
	if o.Jobs == 0 {
		o.Jobs = DefaultJobs
	}
	if o.Jobs < LeastJobs {
		return fmt.Errorf("%d jobs, want at least %d", o.Jobs, LeastJobs)
	}
	all, err := o.chosen()
	if err != nil {
		return err
	}
	for _, c := range all {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := c.run(ctx, c.of, o, emit); err != nil {
			return err
		}
	}
	return nil
}
