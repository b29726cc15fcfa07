package rounds_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// Rounds in this process, in virtual time. In real time a Command starts a process that
// calls Serve.
func ExampleComparison() {
	here := func(int) *plan.Plan {
		return &plan.Plan{
			Contenders: []trial.Contender{trial.Discipline(strategies.SharedQueue{}), trial.Discipline(strategies.Chunked{})},
			Workloads:  []workloads.Workload{{Name: "equal", DefaultJobs: 100}},
			Workers:    []int{4},
			Virtual:    true,
		}
	}
	c := rounds.Comparison{Run: new(record.Run), Cells: here(0).Cells(), Rounds: 3, Here: here, Patience: time.Minute}
	err := c.Do(context.Background())
	fmt.Println(len(c.Run.Trials), "trials,", err)
	// Output: 6 trials, <nil>
}
