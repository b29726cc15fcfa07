package verdict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-foundations/poolbench/bench/stats"
)

// checkAlarms fails if so many false claims cannot come from a chance of 5 %, at 95 %.
func checkAlarms(t *testing.T, what string, alarms, runs int) {
	t.Helper()
	if e := stats.Proportion(alarms, runs, 0.90); e.Lo > 0.05 {
		t.Errorf("%s: a change in %d of %d comparisons of the same, want at most 5 %%", what, alarms, runs)
	}
}

// placed returns a figure of the same code on all sides, each round of which has a layout
// of its own that moves base and head by so much; the control has the layout that the base
// had in the round before. few limits how many effects there are; 0: no limit.
func placed(rng *rand.Rand, rounds int, effect, noise float64, few int) Paired {
	p := Paired{Name: "B", Unit: "sec/op"}
	levels := make([]float64, few)
	for i := range levels {
		levels[i] = effect * rng.NormFloat64()
	}
	layout := func() float64 {
		if few > 0 {
			return levels[rng.IntN(few)]
		}
		return effect * rng.NormFloat64()
	}
	before := layout()
	for range rounds {
		drift := 0.2 * rng.NormFloat64()
		value := func(l float64) float64 { return math.Exp(drift + l + noise*rng.NormFloat64()) }
		now := layout()
		p.Base, p.Head, p.Control = append(p.Base, value(now)), append(p.Head, value(layout())), append(p.Control, value(before))
		before = now
	}
	return p
}

// TestLayouts: where code placement moves figures by 10 to 40 %, in many ways or in a few,
// at most 5 % of comparisons of the same code claim a change, with all looks and figures
// together and without a margin; and the intervals hold the truth.
func TestLayouts(t *testing.T) {
	for _, effect := range []float64{0.1, 0.4} {
		for _, few := range []int{0, 2, 3} {
			rng := rand.New(rand.NewPCG(uint64(100*effect), uint64(few)))
			const runs, figures = 300, 3
			alarms, missed, intervals := 0, 0, 0
			for range runs {
				var all []Paired
				for k := range figures {
					p := placed(rng, 20, effect, 0.01, few)
					p.Name = fmt.Sprint(k)
					all = append(all, p)
				}
				g, _ := play(20, 0, all)
				if g.Count(Regressed)+g.Count(Improved) > 0 {
					alarms++
				}
				for _, f := range g.Figures {
					intervals++
					if f.RatioLo != nil && (*f.RatioLo > 1 || *f.RatioHi < 1) {
						missed++
					}
				}
			}
			what := fmt.Sprintf("layouts of %g in %d ways", effect, few)
			checkAlarms(t, what, alarms, runs)
			if e := stats.Proportion(missed, intervals, 0.90); e.Lo > 0.05 {
				t.Errorf("%s: %d of %d intervals miss the truth, want at most 5 %%", what, missed, intervals)
			}
		}
	}
}

// TestAutocorrelated: noise that lasts over several measurements, whether all of a round
// share it or each meets it where it happens to be, makes no false claims: the order within
// rounds is random.
func TestAutocorrelated(t *testing.T) {
	for _, within := range []bool{false, true} {
		for _, unit := range []string{"sec/op", "allocs/op"} {
			rng := rand.New(rand.NewPCG(5, 1))
			const runs = 500
			alarms := 0
			for range runs {
				var all []Paired
				for k := range 2 {
					p := Paired{Name: fmt.Sprint(k), Unit: unit}
					state := rng.NormFloat64()
					step := func() { state = 0.95*state + math.Sqrt(1-0.95*0.95)*rng.NormFloat64() }
					for range 20 {
						step()
						var values [3]float64
						for _, side := range rng.Perm(3) {
							if within {
								step()
							}
							values[side] = math.Exp(0.3*state + 0.01*rng.NormFloat64())
							if unit == "allocs/op" {
								values[side] = math.Round(10 * values[side])
							}
						}
						p.Base, p.Head, p.Control = append(p.Base, values[0]), append(p.Head, values[1]), append(p.Control, values[2])
					}
					all = append(all, p)
				}
				g, _ := play(20, 0, all)
				if g.Count(Regressed)+g.Count(Improved) > 0 {
					alarms++
				}
			}
			checkAlarms(t, fmt.Sprintf("%s, noise within rounds: %v", unit, within), alarms, runs)
		}
	}
}

// TestPlacement: it is told where it matters, about right, and seldom where it does not.
func TestPlacement(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	const runs = 300
	told, sum, wrong := 0, 0.0, 0
	for range runs {
		if f := Gate([]Paired{placed(rng, 40, 0.3, 0.01, 0)}, 0.02, 0.05).Figures[0]; f.Placement > 0 {
			told++
			sum += f.Placement
		}
		if f := Gate([]Paired{placed(rng, 40, 0, 0.05, 0)}, 0.02, 0.05).Figures[0]; f.Placement > 0 {
			wrong++
		}
	}
	if told < runs*8/10 {
		t.Errorf("told in %d of %d comparisons in which it is 30 %%", told, runs)
	}
	if mean := sum / float64(told); mean < 0.3 || mean > 0.42 { // exp(0.3) is 1.35
		t.Errorf("told to be %.3f on average, want about 0.35", mean)
	}
	checkAlarms(t, "placement that does not matter", wrong, runs)
	small := placed(rng, 200, 0.01, 0.0001, 0)
	if f := Gate([]Paired{small}, 0.02, 0.05).Figures[0]; f.Placement != 0 {
		t.Errorf("placement of 1 %% is told: %v", f.Placement)
	}
	if d, p := placementOf(Paired{Base: []float64{1, 2, 3}, Head: []float64{1, 2, 3}}); d != 0 || p != 1 {
		t.Errorf("without a control: %v, p %v", d, p)
	}
	if d, p := placementOf(Paired{Base: []float64{0, 2, 3}, Control: []float64{1, 2, 3}}); d != 0 || p != 1 {
		t.Errorf("with a value of 0: %v, p %v", d, p)
	}
}
