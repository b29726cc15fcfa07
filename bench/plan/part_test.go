package plan_test

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestParts: all parts of a round together have the trials of the round, also of a contender
// that learns.
func TestParts(t *testing.T) {
	fresh := func() plan.Plan {
		p := plan.Plan{Virtual: true, Workers: []int{2, 3}, Jobs: 200, Seed: 4}
		for _, d := range []pool.Discipline{strategies.SharedQueue{}, strategies.PowerOfTwo{}, &strategies.Adaptive{}} {
			p.Contenders = append(p.Contenders, trial.Discipline(d))
		}
		for _, name := range []string{"skewed", "priority-mix"} {
			w, err := workloads.ByName(name)
			if err != nil {
				t.Fatal(err)
			}
			p.Workloads = append(p.Workloads, w)
		}
		return p
	}
	run := func(p plan.Plan, round int) (all []record.Trial) {
		if err := p.Round(t.Context(), round, func(t record.Trial) error { all = append(all, t); return nil }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	for round := 1; round <= 2; round++ {
		whole := run(fresh(), round)
		for _, of := range []int{1, 2, 5, 12, 40} {
			var all []record.Trial
			for number := range of {
				p := fresh()
				p.Part = plan.Part{Number: number, Of: of}
				all = append(all, run(p, round)...)
			}
			slices.SortStableFunc(all, func(a, b record.Trial) int {
				return cmp.Or(-cmp.Compare(a.Workload, b.Workload), cmp.Compare(a.Position, b.Position))
			})
			if len(whole) != 12 || !reflect.DeepEqual(all, whole) {
				t.Errorf("round %d: %d trials in %d parts, %d in the whole, or others", round, len(all), of, len(whole))
			}
		}
	}
}
