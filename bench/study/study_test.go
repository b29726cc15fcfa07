package study_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/workloads"
)

// TestScaleWorkers: one worker is always among them.
func TestScaleWorkers(t *testing.T) {
	for _, k := range []struct{ wanted, want []int }{
		{[]int{4, 16}, []int{1, 4, 16}}, {[]int{4, 1}, []int{4, 1}}, {nil, []int{1, 2, 4, 8, 16, 32, 64}},
	} {
		if got := study.ScaleWorkers(k.wanted, true); !slices.Equal(got, k.want) {
			t.Errorf("wanted %v: %v, want %v", k.wanted, got, k.want)
		}
	}
	if got := study.ScaleWorkers(nil, false); len(got) < 2 || got[0] != 1 {
		t.Errorf("in real time: %v", got)
	}
}

// TestGrainWorkloads: two sizes per decade; what makes fewer than two is an error.
func TestGrainWorkloads(t *testing.T) {
	all, err := study.GrainWorkloads(30*time.Nanosecond, time.Microsecond)
	if err != nil || len(all) != 4 || all[0].Name != "fixed:32ns" || all[3].Name != "fixed:1µs" {
		t.Errorf("%v, %v", all, err)
	}
	for _, k := range [][2]time.Duration{{0, time.Second}, {-1, time.Second}, {time.Microsecond, 2 * time.Microsecond}, {time.Microsecond, time.Hour}, {time.Second, 1}} {
		if all, err := study.GrainWorkloads(k[0], k[1]); err == nil {
			t.Errorf("from %v to %v: %d sizes, want an error", k[0], k[1], len(all))
		}
	}
}

// TestGrainAnswer: the reference runs though nobody named it, once.
func TestGrainAnswer(t *testing.T) {
	g := study.Grain{Contenders: bench.Strategies()[:1], Workers: []int{1}, From: 10 * time.Microsecond, To: 100 * time.Microsecond, Jobs: 20, Rounds: 1}
	a, err := g.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a.Reference != plain.Static || len(a.Curves) != 2 || a.Jobs != 20 || len(a.Curves[0].Points) != 3 {
		t.Errorf("%+v", a)
	}
	g.Contenders = append(g.Contenders, study.Reference())
	if p, err := g.Plan(t.Context()); err != nil || len(p.Contenders) != 2 {
		t.Errorf("with the reference: %v, %v", p, err)
	}
	g.From = time.Hour
	if _, err := g.Answer(t.Context()); err == nil {
		t.Error("jobs of an hour: no error")
	}
}

// TestScaleAnswerDefaults: what is left out is filled in.
func TestScaleAnswerDefaults(t *testing.T) {
	p, err := study.Scale{Virtual: true}.Plan(t.Context())
	if err != nil || len(p.Contenders) != len(bench.Usual()) || p.Workloads[0].Name != study.ScaleWorkload || len(p.Workers) != 7 {
		t.Errorf("%+v, %v", p, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (study.Scale{Virtual: true}).Answer(ctx); err == nil {
		t.Error("a context that has ended: no error")
	}
}

// How much faster is it with more workers, if one job in twenty is long?
func ExampleScale() {
	skewed, err := workloads.ByName("skewed")
	if err != nil {
		panic(err)
	}
	s := study.Scale{
		Contenders: bench.Strategies()[:1], Workloads: []workloads.Workload{skewed},
		Workers: []int{4, 64}, Jobs: 1000, Virtual: true, Rounds: 5,
	}
	answer, err := s.Answer(context.Background())
	if err != nil {
		panic(err)
	}
	for _, c := range answer.Curves {
		for _, p := range c.Points[1:] {
			fmt.Printf("%s, %d workers: %.1f times as fast\n", c.Strategy, p.Workers, p.SpeedUp)
		}
	}
	// Output:
	// round-robin, 4 workers: 3.1 times as fast
	// round-robin, 64 workers: 14.5 times as fast
}
