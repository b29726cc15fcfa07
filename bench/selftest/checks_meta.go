package selftest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// guest is a pool on such a host: half of its workers work.
var guest = stream{workers: 4, load: .4}.of(strategies.LoadAware{Source: loaded}, "4 workers at load 0.4, of which half work",
	expectation{"E[W]", waits(-1), theory.MMcWait(2, .8), .2, "Erlang C, 2 workers at load 0.8"})

// replaced is a stream of jobs of one key.
func replaced(workers int, load float64) check {
	share := average(func(j waited) (float64, bool) {
		if j.left {
			return 1, true
		}
		return 0, true
	})
	return stream{workers: workers, load: load, keys: 1, cost: unknown, drops: true}.of(strategies.Coalesce{}, fmt.Sprintf("%d workers at load %g, one key", workers, load),
		expectation{"share that is replaced", share, theory.ReplacedShare(workers, load), .05, "M/M/c/c+1, Erlang 1917"})
}

// lingered is jobs that wait for each other, where there are more workers than they need.
var lingered = stream{workers: 100, load: .1, cost: unknown}.of(strategies.Linger{Size: 10, Wait: mean}, "100 workers at load 0.1, up to 10 together after up to 1",
	expectation{"E[W]", waits(-1), theory.LingerWait(10, 10, 1), .03, "Poisson arrivals in that time"})

// greedy counts the batches, all alike, for which the best candidate is chosen, once each of them
// has been tried.
var greedy = check{new(strategies.Adaptive), func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
	const workers, rounds, lessons = 4, 10, 4
	services := exponential(400, o.Seed)
	slices.Sort(services) // one worker gets the longest if they are dealt out in advance
	var took []time.Duration
	for range lessons + rounds*16 {
		m, err := makespan(ctx, d, workers, services)
		if err != nil {
			return err
		}
		took = append(took, m)
	}
	best, runs := slices.Min(took), 0
	for _, m := range took[lessons:] {
		if m == best {
			runs++
		}
	}
	emit(Figure{What: fmt.Sprintf("%d batches with the long jobs last, %s: with the best of the candidates", rounds*16, label(d)), Theory: rounds * 15, Measured: float64(runs),
		Source: "ε-greedy, ε = 1/16, Sutton, Barto 2018"})
	return nil
}}
