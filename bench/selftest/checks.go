package selftest

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// Options say how closely to look. The zero value is useful.
type Options struct {
	Jobs int    // of a figure about streams, in all Replications; 0 means DefaultJobs
	Seed uint64 // of the first replication; the others follow
}

// DefaultJobs lets the mean wait of four workers at 80 % load be known to about a
// tenth, with 99.9 % confidence, and takes some 20 seconds in all.
const DefaultJobs = 400_000

// LeastJobs is how many jobs it takes for replications to be worth their name.
const LeastJobs = 20_000

// A check is one experiment, and the figures that come of it.
type check func(ctx context.Context, o Options, emit func(Figure)) error

// checks are all there are. To add one, add its line.
var checks = []check{
	mmc(1, .8), mmc(2, .8), mmc(4, .5), mmc(4, .8),
	roundRobin,
	stealing,
	powerOfTwo, idleFirst, shortestQueue, leastWork, bounded(1, 1.7455), bounded(2, 1.9078), bounded(8, 1.9531),
	cobham,
	aging,
	oneWorker("fixed", workloads.Fixed{}), oneWorker("bimodal-1", workloads.Bimodal1()),
	shortestFirst, shortestPredicted,
	conserved(strategies.Priority{}), conserved(strategies.PriorityWeighted{}), conserved(strategies.PriorityAging{}), conserved(strategies.LIFO{}),
	rankError,
	dealt("dynamic", strategies.SharedQueue{}, theory.DynamicMakespan), dealt("dynamic", strategies.WorkStealing{}, theory.DynamicMakespan),
	dealt("static", strategies.Chunked{}, theory.StaticMakespan), dealt("static", strategies.RoundRobin{}, theory.StaticMakespan),
	worstCases,
	grahamsBound,
	chunks(strategies.Guided{}, theory.Guided, "Polychronopoulos, Kuck 1987"),
	chunks(strategies.Factoring{}, theory.Factoring, "Hummel, Schonberg, Flynn 1992"),
	chunks(strategies.Trapezoid{}, theory.Trapezoid, "Tzeng, Ni 1993"),
}

// Theory runs all checks and calls emit with each figure as it is known.
func Theory(ctx context.Context, o Options, emit func(Figure)) error {
	if o.Jobs == 0 {
		o.Jobs = DefaultJobs
	}
	if o.Jobs < LeastJobs {
		return fmt.Errorf("%d jobs, want at least %d", o.Jobs, LeastJobs)
	}
	for _, c := range checks {
		if err := c(ctx, o, emit); err != nil {
			return err
		}
	}
	return nil
}

func mmc(workers int, load float64) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		const source = "Erlang C"
		s := stream{discipline: strategies.SharedQueue{}, workers: workers, load: load}
		return s.replicate(ctx, fmt.Sprintf("M/M/%d at load %g, shared-queue", workers, load), o, emit, []expectation{
			{"E[W]", waits(-1), theory.MMcWait(workers, load), .2, source},
			{"W99", quantile(.99, false), theory.MMcWaitQuantile(workers, load, .99), .26, source},
			{"T99", quantile(.99, true), theory.MMcSojournQuantile(workers, load, .99), .24, source},
		})
	}
}

func roundRobin(ctx context.Context, o Options, emit func(Figure)) error {
	const source = "E4/M/1, Kleinrock 1975"
	s := stream{discipline: strategies.RoundRobin{}, workers: 4, load: .8}
	return s.replicate(ctx, "4 workers at load 0.8, round-robin", o, emit, []expectation{
		{"E[W]", waits(-1), theory.RoundRobinWait(4, .8), .2, source},
		{"W99", quantile(.99, false), theory.RoundRobinWaitQuantile(4, .8, .99), .33, source},
	})
}

// stealing has the mean of one queue: it keeps no worker idle while a job waits,
// and does not look at lengths. Its tail has no formula, but for being longer:
// jobs are not started in the order in which they came.
func stealing(ctx context.Context, o Options, emit func(Figure)) error {
	s := stream{discipline: strategies.WorkStealing{}, workers: 4, load: .8}
	return s.beside(ctx, strategies.SharedQueue{}, "M/M/4 at load 0.8, work-stealing over shared-queue", o, emit, []expectation{
		{"E[W]", waits(-1), 1, .03, "work conserving: as one queue"},
	})
}

func cobham(ctx context.Context, o Options, emit func(Figure)) error {
	shares := []float64{.2, .5, .3}
	s := stream{discipline: strategies.Priority{}, workers: 4, load: .8, shares: shares}
	var expected []expectation
	for k, w := range theory.PriorityWaits(4, .8, shares) {
		expected = append(expected, expectation{fmt.Sprintf("E[W], %s", []string{"urgent 20 %", "middle 50 %", "least urgent 30 %"}[k]), waits(k), w, .25, "Cobham 1954"})
	}
	return s.replicate(ctx, "M/M/4 at load 0.8, priority", o, emit, expected)
}

func oneWorker(name string, d workloads.Distribution) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		s := stream{discipline: strategies.SharedQueue{}, workers: 1, load: .7, service: d}
		return s.replicate(ctx, "M/G/1 at load 0.7, "+name+", shared-queue", o, emit, []expectation{
			{"E[W]", waits(-1), theory.PollaczekKhinchine(.7, workloads.SCV(d)), .14, "Pollaczek-Khinchine"},
		})
	}
}

func shortestFirst(ctx context.Context, o Options, emit func(Figure)) error {
	s := stream{discipline: strategies.ShortestFirst{}, workers: 1, load: .8}
	return s.replicate(ctx, "M/M/1 at load 0.8, shortest-first", o, emit, []expectation{
		{"E[T]", sojourns, theory.ShortestFirstSojourn(.8), .08, "Phipps 1956"},
	})
}

func shortestPredicted(ctx context.Context, o Options, emit func(Figure)) error {
	s := stream{discipline: strategies.ShortestFirst{}, workers: 1, load: .8, cost: predicted}
	return s.replicate(ctx, "M/M/1 at load 0.8, shortest-first with exponential predictions", o, emit, []expectation{
		{"E[T]", sojourns, 3.376, .1, "Mitzenmacher 2020"},
	})
}

// conserved holds the sum of load times wait over the classes, which no order can
// change that does not look at lengths, to that of first come, first served.
func conserved(d pool.Discipline) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		const load = .7
		shares := []float64{.3, .3, .4}
		s := stream{discipline: d, workers: 1, load: load, service: workloads.Bimodal1(), shares: shares}
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
		return s.beside(ctx, strategies.SharedQueue{}, "M/G/1 at load 0.7, bimodal-1, "+d.Name()+" over shared-queue", o, emit, []expectation{
			{"Σ ρW", sum, 1, .07, "conservation law, Kleinrock 1965"},
		})
	}
}
