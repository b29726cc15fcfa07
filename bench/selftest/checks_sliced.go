package selftest

import (
	"fmt"
	"math"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// sliceShares are the shares of jobs of one slice, of two, and so on.
var sliceShares = []float64{.5, .2, 0, .2, 0, 0, 0, .1}

// sliceCount draws how many slices a job has. Its mean is 2.5.
func sliceCount() workloads.Discrete {
	d := workloads.Discrete{Label: "slices"}
	for k, share := range sliceShares {
		if share > 0 {
			d.Points = append(d.Points, workloads.Point{Value: float64(k + 1), Share: share})
		}
	}
	return d
}

// inSlices holds the sojourns of jobs of each number of slices.
func inSlices(d pool.Discipline, sojourns func(load float64, shares []float64) []float64, source string) check {
	return later(d, func() check {
		const load = .8
		count := sliceCount()
		length := 1 / workloads.Mean(count)
		want := sojourns(load, sliceShares)
		var expected []expectation
		for _, p := range count.Points {
			most := .12
			if p.Value > 4 {
				most = .25
			}
			expected = append(expected, expectation{fmt.Sprintf("E[T], of %g slices", p.Value), near(p.Value*length, sojourn), want[int(p.Value)-1], most, source})
		}
		return stream{workers: 1, load: load, service: count, slice: sliceOf(length)}.of(d, fmt.Sprintf("M/G/1 at load %g, in slices", load), expected...)
	})
}

// fine is a slice that is short enough to be as good as none, for a quarter of the jobs.
const fine = .02

// shared is processor sharing: the mean slowdown does not depend on how long jobs are.
var shared = stream{workers: 1, load: .5, service: workloads.Bimodal1(), slice: sliceOf(fine), share: 4}.of(strategies.RoundRobinSlices{}, "M/G/1 at load 0.5, bimodal-1, in slices of 0.02",
	expectation{"E[T]", sojourns, 1 / (1 - .5), .2, "processor sharing, Kleinrock 1967"},
	expectation{"E[T/S]", slowdown, 1 / (1 - .5), .2, "processor sharing, Kleinrock 1967"},
)

// attained is least attained service: exponential jobs have the mean of first come, first
// served, whatever the order, and short ones wait for no long one.
var attained = stream{workers: 1, load: .5, slice: sliceOf(.1), share: 2}.of(strategies.Feedback{Levels: 200}, "M/M/1 at load 0.5, in slices of 0.1",
	expectation{"E[T]", sojourns, 1 / (1 - .5), .15, "memoryless: the mean of any order"})

// remaining is SRPT.
func remaining(load float64) check {
	return later(strategies.ShortestRemaining{}, func() check {
		return stream{workers: 1, load: load, slice: sliceOf(fine), share: 4}.of(strategies.ShortestRemaining{}, fmt.Sprintf("M/M/1 at load %g, in slices of %g", load, fine),
			expectation{"E[T]", sojourns, theory.SRPTSojourn(load), .2, "SRPT, Schrage, Miller 1966"})
	})
}

// remainingPredicted is SRPT by predictions.
func remainingPredicted(load float64) check {
	return later(strategies.ShortestRemaining{}, func() check {
		return stream{workers: 1, load: load, cost: predicted, slice: sliceOf(fine), share: 4}.of(strategies.ShortestRemaining{}, fmt.Sprintf("M/M/1 at load %g, costs predicted, exponential, in slices of %g", load, fine),
			expectation{"E[T]", sojourns, theory.PredictedRemainingSojourn(load), .25, "SPRPT, Mitzenmacher 2020"})
	})
}

// preemptive is shortest first where slices let a shorter job come in between.
func preemptive(load float64) check {
	return later(strategies.ShortestFirst{}, func() check {
		return stream{workers: 1, load: load, slice: sliceOf(fine), share: 4}.of(strategies.ShortestFirst{}, fmt.Sprintf("M/M/1 at load %g, in slices of %g", load, fine),
			expectation{"E[T]", sojourns, theory.PreemptiveShortestSojourn(load), .2, "preemptive SJF, Schrage, Miller 1966"})
	})
}

func preemptivePredicted(load float64) check {
	return later(strategies.ShortestFirst{}, func() check {
		return stream{workers: 1, load: load, cost: predicted, slice: sliceOf(fine), share: 4}.of(strategies.ShortestFirst{}, fmt.Sprintf("M/M/1 at load %g, costs predicted, exponential, in slices of %g", load, fine),
			expectation{"E[T]", sojourns, theory.PreemptivePredictedSojourn(load), .25, "preemptive SPJF, Mitzenmacher 2020"})
	})
}

// sliceOf returns a slice of so many mean services.
func sliceOf(length float64) time.Duration { return time.Duration(math.Round(length * float64(mean))) }
