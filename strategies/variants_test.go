package strategies_test

import (
	"math"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/strategytest"
)

// TestVariantsConformance: with other settings than the defaults, strategies
// keep the contract too.
func TestVariantsConformance(t *testing.T) {
	half := func(workers, jobs int) int { return max(1, min(workers, jobs)/2) }
	for _, c := range []struct {
		name   string
		new    func() pool.Discipline
		claims strategytest.Claims
	}{
		{"batches of one", func() pool.Discipline { return Batch{Size: 1} },
			strategytest.Claims{FIFO: true, WorkConserving: true}},
		{"batches of all", func() pool.Discipline { return Batch{Size: math.MaxInt} },
			strategytest.Claims{FIFO: true, Holds: true, Workers: func(int, int) int { return 1 }}},
		{"weights far apart", func() pool.Discipline { return PriorityWeighted{Weights: map[int]float64{0: 1e-9, 1: 1e9}} },
			strategytest.Claims{FIFO: true, WorkConserving: true}},
		{"always loaded", func() pool.Discipline { return LoadAware{Source: func() (float64, error) { return 9, nil }} },
			strategytest.Claims{FIFO: true, Workers: half}},
		{"loaded every other time", func() pool.Discipline {
			var looks atomic.Int64
			return LoadAware{Interval: time.Nanosecond, Source: func() (float64, error) { return float64(looks.Add(1) % 2), nil }}
		}, strategytest.Claims{FIFO: true, Workers: half}},
		{"processes of three workers that prefetch two", func() pool.Discipline { return Prefetch{Jobs: 2, Workers: 3, Inner: Priority{}} },
			strategytest.Claims{FIFO: true, Priority: false, Holds: true, Workers: func(workers, jobs int) int { return max(1, min(2*(workers/3)+min(2, workers%3), (jobs+1)/2)) }}},
		{"prefetched from places", func() pool.Discipline { return Prefetch{Jobs: 3, Inner: RoundRobin{}} },
			strategytest.Claims{FIFO: true, Holds: true}},
		{"prefetched, one key at a time", func() pool.Discipline { return Prefetch{Jobs: 3, Inner: Serial{}} },
			strategytest.Claims{Holds: true, Workers: func(workers, jobs int) int { return min(workers, (jobs+2)/3) }}},
		{"pairs of workers that poll", func() pool.Discipline {
			return Poll{Every: time.Millisecond, Workers: 2, Inner: PriorityAging{}}
		}, strategytest.Claims{FIFO: true, NoStarvation: true, Lingers: time.Millisecond}},
		{"polled, one key at a time", func() pool.Discipline { return Poll{Every: time.Millisecond, Inner: Serial{}} },
			strategytest.Claims{Lingers: time.Millisecond}},
		{"coalesced, and answered", func() pool.Discipline { return Coalesce{Share: true} }, strategytest.Claims{WorkConserving: true}},
		{"polled, and answered", func() pool.Discipline {
			return Poll{Every: time.Millisecond, Inner: Coalesce{Share: true}}
		}, strategytest.Claims{Lingers: time.Millisecond}},
		{"prefetched, and answered", func() pool.Discipline { return Prefetch{Jobs: 3, Inner: Coalesce{Share: true}} },
			strategytest.Claims{Holds: true, Workers: func(workers, jobs int) int { return min(workers, (jobs+2)/3) }}},
		{"priority in another's hands", func() pool.Discipline { return membersFirst{} },
			strategytest.Claims{FIFO: true, WorkConserving: true, Priority: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			strategytest.TestDiscipline(t, c.new, c.claims)
		})
	}
}
