package plan_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// Five rounds of two strategies, in virtual time.
func ExamplePlan() {
	skewed, err := workloads.ByName("skewed")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := plan.Plan{
		Contenders: []trial.Contender{trial.Discipline(strategies.SharedQueue{}), trial.Discipline(strategies.Chunked{})},
		Workloads:  []workloads.Workload{skewed},
		Workers:    []int{8},
		Virtual:    true,
		Seed:       1,
	}
	run, err := p.Measure(context.Background(), 5, time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	first, second := run.Trials[0], run.Trials[1]
	fmt.Println(len(run.Trials), "trials; the first two are of round", first.Round, "and", second.Round)
	// Output: 10 trials; the first two are of round 1 and 1
}
