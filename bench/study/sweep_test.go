package study_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/workloads"
)

// TestLoadRange: steps of a tenth, both ends included.
func TestLoadRange(t *testing.T) {
	for _, k := range []struct {
		from, to float64
		want     []float64
	}{
		{0.1, 0.4, []float64{0.1, 0.2, 0.3, 0.4}}, {0.7, 0.95, []float64{0.7, 0.8, 0.9, 0.95}}, {0.5, 0.5, []float64{0.5}}, {0.25, 0.3, []float64{0.25, 0.3}},
	} {
		if got, err := study.LoadRange(k.from, k.to); err != nil || !slices.Equal(got, k.want) {
			t.Errorf("from %v to %v: %v, %v, want %v", k.from, k.to, got, err, k.want)
		}
	}
	for _, k := range [][2]float64{{0, 1}, {0.5, 0.4}, {math.NaN(), 1}, {0.1, math.NaN()}, {0.1, math.Inf(1)}, {-1, 1}} {
		if got, err := study.LoadRange(k[0], k[1]); err == nil {
			t.Errorf("from %v to %v: %v, want an error", k[0], k[1], got)
		}
	}
}

// TestSweepDefaults: what is left out is filled in; no loads are batches.
func TestSweepDefaults(t *testing.T) {
	p, err := study.Sweep{}.Plan(t.Context())
	if err != nil || !p.Virtual || p.Arrivals == nil || !slices.Equal(p.Loads, study.SweepLoads()) || !slices.Equal(p.Workers, study.SweepWorkers()) || p.Workloads[0].Name != study.SweepWorkload {
		t.Errorf("%+v, %v", p, err)
	}
	for _, c := range p.Contenders {
		if err := bench.CanStream(c); err != nil {
			t.Errorf("%s: %v", c.Name(), err)
		}
	}
	if p, err := (study.Sweep{Loads: []float64{}}).Plan(t.Context()); err != nil || p.Arrivals != nil || len(p.Contenders) != len(bench.Usual()) {
		t.Errorf("batches: %+v, %v", p, err)
	}
}

// At which load does a shared queue begin to pay?
func ExampleSweep() {
	exponential, err := workloads.ByName("exponential")
	if err != nil {
		panic(err)
	}
	var two []bench.Contender
	for _, c := range bench.Strategies() {
		if c.Name() == "round-robin" || c.Name() == "shared-queue" {
			two = append(two, c)
		}
	}
	s := study.Sweep{
		Contenders: two, Workloads: []workloads.Workload{exponential}, Workers: []int{4}, Loads: []float64{0.2, 0.8},
		Jobs: 2000, Metric: "wait-mean", Rounds: 7,
	}
	answer, err := s.Answer(context.Background())
	if err != nil {
		panic(err)
	}
	for _, x := range answer.Surfaces {
		for _, p := range x.Points {
			fmt.Printf("%s, load %g: mean wait %.1f µs\n", x.Strategy, p.Load, 1e6*p.Median)
		}
	}
	// Output:
	// shared-queue, load 0.2: mean wait 0.0 µs
	// shared-queue, load 0.8: mean wait 7.7 µs
	// round-robin, load 0.2: mean wait 0.5 µs
	// round-robin, load 0.8: mean wait 21.9 µs
}
