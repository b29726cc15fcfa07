package virtual_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestExactBrokers: processes that prefetch and poll do it alike by events and by goroutines,
// around whatever order.
func TestExactBrokers(t *testing.T) {
	const jobs = 60
	inner := []func() pool.Discipline{
		func() pool.Discipline { return nil },
		func() pool.Discipline { return strategies.Priority{} },
		func() pool.Discipline { return strategies.RoundRobin{} },
		func() pool.Discipline { return strategies.Serial{} },
		func() pool.Discipline { return strategies.Paced{Rate: 2000, Burst: 2} },
		func() pool.Discipline { return strategies.Coalesce{} },
		func() pool.Discipline { return strategies.Coalesce{Share: true} },
		func() pool.Discipline { return strategies.MultiQueue{} },
		func() pool.Discipline { return strategies.CoDel{} },
		func() pool.Discipline { return strategies.Poll{Every: 3 * time.Millisecond, Workers: 1} },
		func() pool.Discipline { return strategies.Prefetch{Jobs: 3, Workers: 2, Trip: 20 * time.Microsecond} },
	}
	around := []func(pool.Discipline) pool.Discipline{
		func(d pool.Discipline) pool.Discipline { return strategies.Prefetch{Inner: d, Jobs: 4, Workers: 2} },
		func(d pool.Discipline) pool.Discipline {
			return strategies.Prefetch{Inner: d, Jobs: 3, Trip: 777 * time.Microsecond, AckWait: 3 * time.Millisecond}
		},
		func(d pool.Discipline) pool.Discipline { return strategies.Poll{Inner: d, Every: time.Millisecond} },
		func(d pool.Discipline) pool.Discipline {
			return strategies.Poll{Inner: d, Every: 5 * time.Millisecond, Cooldown: 700 * time.Microsecond, Workers: 2}
		},
	}
	ambiguous, runs := 0, 0
	for _, preset := range []string{"skewed", "priority-mix"} {
		w, err := workloads.ByName(preset)
		if err != nil {
			t.Fatal(err)
		}
		set, err := w.Generate(jobs, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []workloads.Arrivals{nil, workloads.Poisson{}} {
			for _, workers := range []int{1, 5} {
				s := simulation(set, workers, 0)
				if a != nil {
					if s.Arrivals, err = workloads.Schedule(a, jobs, float64(set.Realised.Mean)/float64(workers)/.7, 5); err != nil {
						t.Fatal(err)
					}
				}
				for i, of := range inner {
					for k, with := range around {
						t.Run(fmt.Sprintf("%s/%v/%d/%d/%d", preset, a != nil, workers, i, k), func(t *testing.T) {
							runs++
							if same(t, s, func() pool.Discipline { return with(of()) }) {
								ambiguous++
							}
						})
					}
				}
			}
		}
	}
	if ambiguous > runs/10 {
		t.Errorf("%d of %d runs are ambiguous", ambiguous, runs)
	}
}
