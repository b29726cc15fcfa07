package trial_test

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// One run of one strategy on the jobs of one workload, in virtual time.
func ExampleTrial_RunVirtual() {
	sorted, err := workloads.ByName("sorted-adversarial")
	if err != nil {
		fmt.Println(err)
		return
	}
	jobs, err := sorted.Draw(8000, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	t := trial.NewVirtual(jobs, 8)
	for _, c := range []trial.Contender{trial.Discipline(strategies.WorkStealing{}), trial.Discipline(strategies.Chunked{})} {
		m, err := t.RunVirtual(context.Background(), c, 0)
		fmt.Printf("%s: efficiency %.2f, error %v\n", c.Name(), m.Metrics["efficiency"], err)
	}
	// Output:
	// work-stealing: efficiency 1.00, error <nil>
	// chunked: efficiency 0.23, error <nil>
}
