package selftest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

func mmc(workers int, load float64) check {
	const source = "Erlang C"
	return stream{workers: workers, load: load}.of(strategies.SharedQueue{}, fmt.Sprintf("M/M/%d at load %g", workers, load),
		expectation{"E[W]", waits(-1), theory.MMcWait(workers, load), .2, source},
		expectation{"W99", quantile(.99, false), theory.MMcWaitQuantile(workers, load, .99), .26, source},
		expectation{"T99", quantile(.99, true), theory.MMcSojournQuantile(workers, load, .99), .24, source},
	)
}

// meanWait is that of one queue, whatever the order.
func meanWait(workers int, load float64, d pool.Discipline) check {
	return stream{workers: workers, load: load}.of(d, fmt.Sprintf("M/M/%d at load %g", workers, load),
		expectation{"E[W]", waits(-1), theory.MMcWait(workers, load), .2, "Erlang C"})
}

func oneWorker(name string, d workloads.Distribution) check {
	return stream{workers: 1, load: .7, service: d}.of(strategies.SharedQueue{}, "M/G/1 at load 0.7, "+name,
		expectation{"E[W]", waits(-1), theory.PollaczekKhinchine(.7, workloads.SCV(d)), .14, "Pollaczek-Khinchine"})
}

// arrivals has jobs arrive at independent gaps that are not exponential.
func arrivals(name string, gaps workloads.Arrivals, transform theory.Gaps, most float64) check {
	return stream{workers: 1, load: .8, gaps: gaps}.of(strategies.SharedQueue{}, name+" at load 0.8",
		expectation{"E[T]", sojourns, 1 + theory.GapsWait(.8, transform), most, "GI/M/1, Kleinrock 1975"})
}

// hyper are gaps that are exponential with one of two means, with such an SCV: see
// theory.HyperGaps.
type hyper float64

func (h hyper) Name() string    { return "hyper" }
func (h hyper) Summary() string { return "hyperexponential" }
func (h hyper) Validate() error { return nil }
func (h hyper) Gaps(r *rand.Rand) func() float64 {
	p := theory.HyperShare(float64(h))
	return func() float64 {
		if r.Float64() < p {
			return r.ExpFloat64() / (2 * p)
		}
		return r.ExpFloat64() / (2 * (1 - p))
	}
}

// groups has jobs arrive in groups of ten on average.
func groups(kind string, size func(*rand.Rand) int, scv float64) check {
	const crowd = 10
	return stream{workers: 1, load: .8, group: size, crowd: crowd, longer: 4}.of(strategies.SharedQueue{}, fmt.Sprintf("M/M/1 at load 0.8, groups of %d, %s", crowd, kind),
		expectation{"E[T]", sojourns, 1 + theory.BulkWait(.8, crowd, scv), .4, "M[X]/M/1, Gross, Harris"})
}

func tens(*rand.Rand) int { return 10 }

func geometric(r *rand.Rand) int { return 1 + int(math.Log(1-r.Float64())/math.Log(.9)) }

var cobham = func() check {
	shares := []float64{.2, .5, .3}
	var expected []expectation
	for k, w := range theory.PriorityWaits(4, .8, shares) {
		expected = append(expected, expectation{fmt.Sprintf("E[W], %s", []string{"urgent 20 %", "middle 50 %", "least urgent 30 %"}[k]), waits(k), w, .25, "Cobham 1954"})
	}
	return stream{workers: 4, load: .8, shares: shares}.of(strategies.Priority{}, "M/M/4 at load 0.8", expected...)
}()

var aging = func() check {
	shares := []float64{.2, .5, .3}
	var expected []expectation
	for k, w := range theory.AgingWaits(4, .9, shares, []float64{4, 2, 1}) {
		expected = append(expected, expectation{fmt.Sprintf("E[W], rate %d", 4>>k), waits(k), w, .5, "Kleinrock 1964"})
	}
	return stream{workers: 4, load: .9, shares: shares}.of(strategies.PriorityAging{}, "M/M/4 at load 0.9", expected...)
}()

// newestFirst has the mean wait of first come, first served, and a mean square of its own.
var newestFirst = stream{workers: 1, load: .5, longer: 4}.of(strategies.LIFO{}, "M/M/1 at load 0.5",
	expectation{"E[W]", waits(-1), theory.MMcWait(1, .5), .08, "Erlang C"},
	expectation{"E[W²]", waitSquare, theory.LIFOWaitSquare(.5, 2, 6), .25, "Takács 1963"},
)

func shortestFirst(load float64) check {
	return later(strategies.ShortestFirst{}, func() check {
		return stream{workers: 1, load: load}.of(strategies.ShortestFirst{}, fmt.Sprintf("M/M/1 at load %g", load),
			expectation{"E[T]", sojourns, theory.ShortestFirstSojourn(load), .08, "Phipps 1956"})
	})
}

func shortestPredicted(load float64) check {
	return later(strategies.ShortestFirst{}, func() check {
		return stream{workers: 1, load: load, cost: predicted}.of(strategies.ShortestFirst{}, fmt.Sprintf("M/M/1 at load %g, costs predicted, exponential", load),
			expectation{"E[T]", sojourns, theory.PredictedFirstSojourn(load), .1, "Mitzenmacher 2020"})
	})
}

// classes has jobs of two lengths, each with a key of its own, from which the strategy
// learns which are short.
var classes = func() check {
	long := workloads.Bimodal1() // 90 % of 0.5 and 10 % of 5.5
	w := theory.ClassWaits(.7, []float64{.9, .1}, []float64{.5, 5.5}, []float64{.25, 30.25})
	return stream{workers: 1, load: .7, service: long, cost: unknown, key: keyOf}.of(strategies.PredictedFirst{}, "M/G/1 at load 0.7, bimodal-1, a key for each length",
		expectation{"E[W], short", near(.5, wait), w[0], .14, "Cobham 1954"},
		expectation{"E[W], long", near(5.5, wait), w[1], .3, "Cobham 1954"},
	)
}()

func keyOf(service time.Duration) string {
	if service < mean {
		return "short"
	}
	return "long"
}

// onePerKey has as many workers as keys: each key is a worker's queue.
var onePerKey = stream{workers: 4, load: .8, keys: 4}.of(strategies.Serial{}, "4 keys on 4 workers at load 0.8",
	expectation{"E[W]", waits(-1), theory.MMcWait(1, .8), .25, "M/M/1 for each key"})

// conserved holds the sum of load times wait over the classes, which no order can
// change that does not look at lengths, to that of first come, first served.
func conserved(d pool.Discipline) check {
	const load = .7
	shares := []float64{.3, .3, .4}
	sum := func(jobs []waited) float64 {
		rho := make([]float64, len(shares)) // load and wait of each class, as they turned out
		wait := make([]float64, len(shares))
		n := make([]float64, len(shares))
		for _, j := range jobs {
			rho[j.class] += j.sojourn - j.wait
			wait[j.class] += j.wait
			n[j.class]++
		}
		total := 0.0
		for k := range shares {
			total += rho[k] / float64(len(jobs)) * load * wait[k] / n[k]
		}
		return total
	}
	return stream{workers: 1, load: load, service: workloads.Bimodal1(), shares: shares, due: true}.beside(d, "M/G/1 at load 0.7, bimodal-1",
		expectation{"Σ ρW", sum, 1, .07, "conservation law, Kleinrock 1965"})
}
