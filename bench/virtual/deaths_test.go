package virtual_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// dying runs equal jobs of a second on workers that die, and returns when each starts.
func dying(t *testing.T, d pool.Discipline, workers, jobs int, arrivals []time.Duration, deaths ...virtual.Death) (starts []time.Duration, out virtual.Simulated, err error) {
	t.Helper()
	batch := make([]pool.Job[workloads.Task], jobs)
	for i := range batch {
		batch[i].Data = workloads.Task{Service: time.Second, CPU: time.Second, Seed: uint32(i)}
	}
	starts = make([]time.Duration, jobs)
	out, err = virtual.Simulation{
		Discipline: d, Workers: workers, Jobs: jobs, Job: func(i int) *pool.Job[workloads.Task] { return &batch[i] }, Arrivals: arrivals, Deaths: deaths,
		Ended: func(e virtual.Ended) { starts[e.Job] = e.Started },
	}.Run(t.Context())
	return starts, out, err
}

// TestDeaths holds when jobs of processes start that die to what is found by hand.
func TestDeaths(t *testing.T) {
	const s = time.Second
	at := func(seconds ...float64) (out []time.Duration) {
		for _, x := range seconds {
			out = append(out, time.Duration(x*float64(s)))
		}
		return out
	}
	late := func(by time.Duration, starts []time.Duration, which ...int) []time.Duration {
		for _, i := range which {
			starts[i] += by
		}
		return starts
	}
	for name, c := range map[string]struct {
		d        strategies.Prefetch
		workers  int
		arrivals []time.Duration
		deaths   []virtual.Death
		want     []time.Duration
		details  string
	}{
		"its jobs are sent again when their time is up": {strategies.Prefetch{Jobs: 4, AckWait: 10 * s}, 2, nil, []virtual.Death{{0, at(2.5)[0]}},
			late(1, at(0, 1, 10, 11, 0, 1, 2, 3), 2, 3), "redeliveries 2, duplicates 0"},
		"or at once": {strategies.Prefetch{Jobs: 4}, 2, nil, []virtual.Death{{0, at(2.5)[0]}}, at(0, 1, 4, 5, 0, 1, 2, 3), ""},
		"a job that ends at that moment has ended": {strategies.Prefetch{Jobs: 4}, 2, nil, []virtual.Death{{0, at(2)[0]}}, at(0, 1, 4, 5, 0, 1, 2, 3), ""},
		"all workers of a process": {strategies.Prefetch{Jobs: 4, Workers: 2, AckWait: 10 * s}, 4, nil, []virtual.Death{{2, at(.5)[0]}, {3, at(.5)[0]}},
			late(1, at(0, 0, 1, 1, 10, 10, 11, 11), 4, 5, 6, 7), "redeliveries 4, duplicates 0"},
		"one by one": {strategies.Prefetch{Jobs: 1, AckWait: 3 * s}, 2, at(0, 0, 1, 1, 2, 3, 4, 5), []virtual.Death{{1, at(.5)[0]}},
			at(0, 4, 1, 2, 3, 5, 6, 7), "redeliveries 1, duplicates 0"},
		"on their way": {strategies.Prefetch{Jobs: 4, Trip: s}, 2, nil, []virtual.Death{{0, at(.75)[0]}}, at(5, 6, 7, 8, 1, 2, 3, 4), ""},
		"an idle one":  {strategies.Prefetch{Jobs: 8}, 2, nil, []virtual.Death{{1, at(.75)[0]}}, at(0, 1, 2, 3, 4, 5, 6, 7), ""},
	} {
		got, out, err := dying(t, c.d, c.workers, 8, c.arrivals, c.deaths...)
		var details []string
		for _, d := range out.Details {
			details = append(details, fmt.Sprintf("%s %v", d.Name, d.Value))
		}
		if err != nil || !slices.Equal(got, c.want) || strings.Join(details, ", ") != c.details || out.Jobs != 8 {
			t.Errorf("%s: started at %v, %v, %v; want %v, %s", name, got, details, err, c.want, c.details)
		}
	}
}

// TestDeathsRefused: a queue that knows nothing of them, and one whose workers are all dead.
func TestDeathsRefused(t *testing.T) {
	var broken *pool.StrategyError
	if _, _, err := dying(t, strategies.SharedQueue{}, 2, 8, nil, virtual.Death{At: 1}); !errors.As(err, &broken) || !strings.Contains(err.Error(), "workers that die") {
		t.Errorf("shared queue: error %v", err)
	}
	if _, _, err := dying(t, strategies.Prefetch{Inner: strategies.Hedge{}, Jobs: 1}, 2, 8, nil, virtual.Death{At: 1}); err != nil {
		t.Errorf("around a queue whose copies nobody asks for: %v", err)
	}
	for _, arrivals := range [][]time.Duration{nil, make([]time.Duration, 8)} {
		_, out, err := dying(t, strategies.Prefetch{Jobs: 2, AckWait: time.Second}, 2, 8, arrivals, virtual.Death{Worker: 0, At: 1}, virtual.Death{Worker: 1, At: 5})
		if err == nil || out.Jobs != 0 {
			t.Errorf("all dead: %d jobs, error %v", out.Jobs, err)
		}
	}
}
