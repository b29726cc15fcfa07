package rounds

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// simulated is a plan for rounds in this process.
func simulated(int) *plan.Plan {
	return &plan.Plan{
		Contenders: trial.Strategies(), Workers: []int{3}, Jobs: 40, Seed: 3, Virtual: true,
		Workloads: []workloads.Workload{{Name: "one", Service: workloads.Exponential{}}, {Name: "two"}},
	}
}

func inProcess(p func(int) *plan.Plan) *Comparison {
	return &Comparison{Run: &record.Run{Settings: record.Settings{Virtual: true}}, Cells: p(1).Cells(), Rounds: 4, Here: p}
}

// TestHere: rounds in this process yield what each does by itself, in their order, saved
// and told of one by one. The median trials alone keep their lanes.
func TestHere(t *testing.T) {
	var want []record.Trial
	for round := 1; round <= 4; round++ {
		if err := simulated(round).Round(t.Context(), round, func(tr record.Trial) error { want = append(want, tr); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	c := inProcess(simulated)
	saved, told := 0, 0
	c.Save = func(r *record.Run) error {
		if saved++; saved < 5 && len(r.Trials) != saved*c.Cells {
			t.Errorf("saved %d trials after round %d", len(r.Trials), saved)
		}
		if !reflect.DeepEqual(r.Trials, record.KeepMedianLanes(want[:len(r.Trials)])) {
			t.Errorf("saved after round %d: want the lanes of the trials that are the median of those so far", saved)
		}
		return nil
	}
	c.Progress = func(p Progress) {
		if told++; p.Trial != (told-1)%c.Cells+1 || p.Now == nil {
			t.Errorf("progress %d: %+v", told, p)
		}
	}
	if err := c.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c.Run.Trials, record.KeepMedianLanes(want)) || saved != 5 || told != len(want) {
		t.Errorf("%d trials, want %d; saved %d times, told %d times", len(c.Run.Trials), len(want), saved, told)
	}
}

// TestHereEnds: what stops a round is returned with its number, and no later round goes
// on. An interrupted run is marked.
func TestHereEnds(t *testing.T) {
	c := inProcess(func(round int) *plan.Plan {
		p := simulated(round)
		if round == 3 {
			p.Workloads[1].Keys = -1
		}
		return p
	})
	if err := c.Do(t.Context()); err == nil || !strings.Contains(err.Error(), "round 3: ") || c.Run.Settings.RoundsDone != 2 {
		t.Errorf("Do = %v after %d rounds", err, c.Run.Settings.RoundsDone)
	}

	ctx, cancel := context.WithCancel(t.Context())
	c = inProcess(simulated)
	c.Progress = func(p Progress) {
		if p.Round == 2 {
			cancel()
		}
	}
	if err := c.Do(ctx); err != nil || !c.Run.Interrupted || c.Run.Settings.RoundsDone != 1 {
		t.Errorf("Do = %v, interrupted %v after %d rounds", err, c.Run.Interrupted, c.Run.Settings.RoundsDone)
	}
}

// broken is a discipline that hands out a job that does not exist.
type broken struct{ pool.FIFO }

func (broken) Name() string { return "broken" }
func (broken) NewQueue(s pool.Setup) (pool.Queue, error) {
	q, err := pool.FIFO{}.NewQueue(s)
	return brokenQueue{q}, err
}

type brokenQueue struct{ pool.Queue }

func (q brokenQueue) Pop(_ int, dst []int) int { dst[0] = -1; return 1 }

// TestHereGoesOn: a contender that fails is in its trial; the others run.
func TestHereGoesOn(t *testing.T) {
	c := inProcess(func(round int) *plan.Plan {
		p := simulated(round)
		p.Contenders = append(p.Contenders, trial.Discipline(broken{}))
		return p
	})
	if err := c.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, tr := range c.Run.Trials {
		if tr.Error != "" {
			failed++
		}
	}
	if failed != 8 || len(c.Run.Trials) != 4*c.Cells {
		t.Errorf("%d of %d trials failed, want 8 of %d", failed, len(c.Run.Trials), 4*c.Cells)
	}
}
