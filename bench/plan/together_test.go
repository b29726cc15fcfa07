package plan

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// simulated is a plan of all strategies in virtual time.
func simulated(stream bool) *Plan {
	p := &Plan{
		Contenders: trial.Strategies(), Workers: []int{2, 9}, Jobs: 60, Seed: 3, Virtual: true,
		Workloads: []workloads.Workload{{Name: "one", Service: workloads.Exponential{}, Priority: workloads.EvenMix}, {Name: "two"}},
	}
	if stream {
		p.Arrivals, p.Loads = workloads.Poisson{}, []float64{0.5, 0.9}
		p.Contenders = trial.Usual()
		var able []trial.Contender
		for _, c := range p.Contenders {
			if trial.CanStream(c) == nil {
				able = append(able, c)
			}
		}
		p.Contenders = able
	}
	return p
}

// TestTogether: trials that run at once yield what they do one after the other, in the same
// order, also those of a strategy that learns.
func TestTogether(t *testing.T) {
	for _, stream := range []bool{false, true} {
		for round := 1; round <= 2; round++ {
			want := trials(t, simulated(stream), round)
			p := simulated(stream)
			p.Slots = make(chan struct{}, 3)
			var begun []record.Trial
			var got []record.Trial
			err := p.RoundWithHooks(t.Context(), round, Hooks{
				Begin: func(tr record.Trial) error { begun = append(begun, tr); return nil },
				End:   func(tr record.Trial) error { got = append(got, tr); return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("stream %v, round %d: trials differ", stream, round)
			}
			for i, b := range begun {
				if b.Metrics != nil || b.Strategy != want[i].Strategy || b.Position != i%(len(want)/2)+1 {
					t.Errorf("trial %d began as %+v", i, b)
				}
			}
			if len(p.Slots) != 0 {
				t.Errorf("%d slots are still held", len(p.Slots))
			}
		}
	}
}

// TestTogetherEnds: a hook that fails, or a context that ends, ends the round.
func TestTogetherEnds(t *testing.T) {
	p := simulated(true)
	p.Slots = make(chan struct{}, 2)
	full := errors.New("full")
	for name, hooks := range map[string]Hooks{
		"begin": {Begin: func(record.Trial) error { return full }},
		"end":   {End: func(record.Trial) error { return full }},
	} {
		if err := p.RoundWithHooks(t.Context(), 1, hooks); !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := p.Round(ctx, 1, func(record.Trial) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || len(p.Slots) != 0 {
		t.Errorf("canceled: %v, %d slots held", err, len(p.Slots))
	}
	err = p.RoundWithHooks(t.Context(), 1, Hooks{Ran: func(record.Trial, *trial.Trial) error { return nil }})
	if err == nil {
		t.Error("Slots and Ran: no error")
	}
}

// TestKeep: jobs that were drawn to be described are not drawn again, and make no
// difference.
func TestKeep(t *testing.T) {
	want := trials(t, simulated(true), 1)
	p := simulated(true)
	p.Keep()
	for _, w := range p.Workloads {
		if _, err := p.Describe(w); err != nil {
			t.Fatal(err)
		}
	}
	copied := *p
	if n := len(p.kept.drawn); n != 2 {
		t.Fatalf("jobs of %d workloads are kept, want 2", n)
	}
	if got := trials(t, &copied, 1); !reflect.DeepEqual(got, want) {
		t.Error("trials differ")
	}
	if n := len(p.kept.drawn); n != 0 {
		t.Errorf("jobs of %d workloads are kept after the round", n)
	}
}
