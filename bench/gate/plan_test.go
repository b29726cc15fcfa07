package gate

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/gate/turns"
)

// leavesOf returns so many leaves whose turns take so long.
func leavesOf(n int, turn time.Duration) []*leaf {
	var out []*leaf
	for i := range n {
		out = append(out, &leaf{name: fmt.Sprint(i), start: 10 * time.Millisecond, turn: turn, iterations: 1})
	}
	return out
}

// TestPlanFits: a plan takes no longer than the budget, unless a single benchmark with
// the least measuring does.
func TestPlanFits(t *testing.T) {
	for _, budget := range []time.Duration{time.Millisecond, time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, time.Hour} {
		for _, n := range []int{1, 2, 4, 20, 500} {
			for _, turn := range []time.Duration{time.Millisecond, 25 * time.Millisecond, time.Second} {
				p := plan{leaves: leavesOf(n, turn), rounds: 20, link: 300 * time.Millisecond}
				all := slices.Clone(p.leaves)
				left := p.fit(budget)
				if len(p.leaves)+len(left) != n || len(p.leaves) == 0 {
					t.Fatalf("%d of %d kept, %d left out", len(p.leaves), n, len(left))
				}
				if p.total() > budget && (len(p.leaves) > 1 || p.measure > leastMeasure) {
					t.Errorf("%d benchmarks of %v in %v: %v with %d of them, %v each", n, turn, budget, p.total(), len(p.leaves), p.measure)
				}
				if len(left) > 0 && p.measure > leastMeasure {
					t.Errorf("%d of %d left out, and %v measured of the others", len(left), n, p.measure)
				}
				again := plan{leaves: slices.Clone(all), rounds: 20, link: p.link}
				if needed := p.totalWith(left); len(left) > 0 && (needed <= budget || len(again.fit(needed)) > 0) {
					t.Errorf("%d of %d left out in %v, and a budget of %v is too short, too", len(left), n, budget, needed)
				}
				if !slices.Equal(p.leaves, all[:len(p.leaves)]) {
					t.Error("the first ones are to be kept")
				}
				for _, l := range p.leaves {
					if l.turns < 1 {
						t.Errorf("%d turns", l.turns)
					}
				}
			}
		}
	}
	// The user's own time is kept, whatever it takes.
	p := plan{leaves: leavesOf(3, 25*time.Millisecond), rounds: 20, fixed: true, measure: time.Second}
	if left := p.fit(time.Second); len(left) != 2 || p.leaves[0].turns != 40 {
		t.Errorf("%d left out, %d turns, want 2 and 40", len(left), p.leaves[0].turns)
	}
	// Without a budget, all.
	p = plan{leaves: leavesOf(500, time.Second), rounds: 20}
	if left := p.fit(0); len(left) > 0 {
		t.Errorf("%d left out without a budget", len(left))
	}
}

// TestAffordable: so many rounds fit a budget, at least one, and no more than planned.
func TestAffordable(t *testing.T) {
	p := plan{leaves: leavesOf(1, time.Second), rounds: 20, fixed: true, measure: time.Second}
	p.spread() // a round has three sides of two turns
	for budget, want := range map[time.Duration]int{0: 20, 1: 1, 6 * time.Second: 1, 31 * time.Second: 5, time.Hour: 20} {
		if n := p.affordable(budget); n != want {
			t.Errorf("%d rounds of %v in %v, want %d", n, p.round(), budget, want)
		}
	}
}

// TestCalibrate: how long a turn takes, all in all, is told from what the trial showed.
func TestCalibrate(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name       string
		iterations int           // of the trial
		perOp      time.Duration // that it shows
		took       time.Duration // all in all
		turn       time.Duration
	}{
		{"one long iteration is not run twice", 1, 4000 * ms, 4000 * ms, 4000 * ms},
		{"nor is what it takes to set it up", 1, 1000 * ms, 1500 * ms, 1500 * ms},
		{"a short one fills a turn, after one that warms up", 10, 1 * ms, 17 * ms, 26 * ms},
		{"each run of a short one sets up", 10, 1 * ms, 317 * ms, 601 * ms},
	} {
		l := &leaf{}
		l.calibrate(&listed{Reading: turns.Reading{Iterations: tt.iterations, Values: map[string]float64{"sec/op": tt.perOp.Seconds()}}}, tt.took, "")
		if diff := (l.turn - tt.turn).Abs(); diff > 2*ms {
			t.Errorf("%s: %v for %d iterations, want about %v", tt.name, l.turn, l.iterations, tt.turn)
		}
	}
}

// TestAdapt: turns go where turns help.
func TestAdapt(t *testing.T) {
	scatter := func(within, between float64) *leaf {
		l := leavesOf(1, 25*time.Millisecond)[0]
		l.turns = 20
		l.spread = spread{within: within * within * 10, between: between * between * 10, rounds: 10}
		return l
	}
	quiet, turns, rounds := scatter(0.001, 0), scatter(0.25, 0.001), scatter(0.02, 0.10)
	p := plan{rounds: 20, leaves: []*leaf{quiet, turns, rounds}}
	p.adapt(p.leaves, 0.02, 10, time.Hour)
	if quiet.turns != turnsIn(leastMeasure, quiet) || rounds.turns != quiet.turns {
		t.Errorf("%d and %d turns, want the fewest", quiet.turns, rounds.turns)
	}
	if turns.turns != turnsIn(mostMeasure, turns) {
		t.Errorf("%d turns of what scatters from turn to turn, want the most", turns.turns)
	}
	// It fits what is left, or has the least.
	p.adapt(p.leaves, 0.02, 10, 60*time.Second)
	if p.round() > 6*time.Second {
		t.Errorf("rounds of %v where 6 s are left for each", p.round())
	}
	before := turns.turns
	p.fixed = true
	p.adapt(p.leaves, 0.02, 10, time.Second)
	if turns.turns != before {
		t.Error("the user's own time was changed")
	}
}

// TestTurnRatio: exchanging the sides inverts the ratio, one odd turn does not move it
// far, and there is none where a value is not positive and finite.
func TestTurnRatio(t *testing.T) {
	a, b := []float64{2, 4, 8, 2000}, []float64{1, 2, 4, 1}
	r, sd := turnRatio(a, b)
	back, same := turnRatio(b, a)
	if math.Abs(r*back-1) > 1e-12 || sd != same || r < 2 || r > 70 {
		t.Errorf("ratio %v and back %v, scatter %v and %v", r, back, sd, same)
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if r, sd := turnRatio([]float64{1, bad}, []float64{1, 1}); r != 0 || sd != 0 {
			t.Errorf("ratio %v of a value %v", r, bad)
		}
	}
}

// TestMiddle: a count stays a whole number, and what is not finite is not lost.
func TestMiddle(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{4, 1}, 1}, {[]float64{3, 1, 2}, 2}, {[]float64{1, math.Inf(1), 0}, math.Inf(1)}} {
		if got := middle(tt.values); got != tt.want {
			t.Errorf("middle(%v) = %v, want %v", tt.values, got, tt.want)
		}
	}
	if !math.IsNaN(middle([]float64{1, 2, math.NaN(), 3, 4})) {
		t.Error("a NaN is lost")
	}
}
