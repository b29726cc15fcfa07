package selftest

import (
	"math"
	"math/rand/v2"

	"github.com/go-foundations/poolbench/bench/gate"
)

// A noise is one that needs no machine. A round of it has one turn.
type noise struct {
	name  string
	begin func(*rand.Rand) func(layout float64) float64 // for one comparison: makes a measurement of 1
	// layouts is the standard deviation by which the place of the code moves a figure, on
	// a logarithmic scale: each round has layouts of its own.
	layouts float64
}

// simulated are the noises. All but the first are what machines do: their speed drifts,
// jumps when a neighbour comes or goes, and now and then something gets in the way, for a
// little or for as long as the work itself; what a measurement has depends on the one
// before; and code that lies elsewhere takes another time.
var simulated = []noise{
	{"simulated: 2 %", simulate(func(*rand.Rand) func() float64 {
		return func() float64 { return 0 }
	}), 0},
	{"simulated: 2 %, drift", simulate(func(rng *rand.Rand) func() float64 {
		level, trend := 0.0, 0.002*rng.NormFloat64()
		return func() float64 {
			level += trend + 0.005*rng.NormFloat64()
			return level
		}
	}), 0},
	{"simulated: 2 %, two speeds", simulate(func(rng *rand.Rand) func() float64 {
		slow := rng.IntN(2) == 0
		return func() float64 {
			if rng.Float64() < 0.01 {
				slow = !slow
			}
			if slow {
				return math.Log(1.5)
			}
			return 0
		}
	}), 0},
	{"simulated: 2 %, correlated 4 %", simulate(func(rng *rand.Rand) func() float64 {
		const phi = 0.9
		level := rng.NormFloat64()
		return func() float64 {
			level = phi*level + math.Sqrt(1-phi*phi)*rng.NormFloat64()
			return 0.04 * level
		}
	}), 0},
	{"simulated: 2 %, bursts of 15 %", simulate(bursts(0.15)), 0},
	{"simulated: 2 %, bursts of 100 %", simulate(bursts(1)), 0},
	{"simulated: 2 %, layouts of 10 %", simulate(func(*rand.Rand) func() float64 {
		return func() float64 { return 0 }
	}), 0.10},
}

// bursts makes one measurement in twenty take longer, by such a share on average.
func bursts(share float64) func(*rand.Rand) func() float64 {
	return func(rng *rand.Rand) func() float64 {
		return func() float64 {
			if rng.Float64() < 0.05 {
				return math.Log1p(share * rng.ExpFloat64())
			}
			return 0
		}
	}
}

// simulate returns noise of 2 % around a level, on a logarithmic scale, that may change
// from one measurement to the next.
func simulate(level func(*rand.Rand) func() float64) func(*rand.Rand) func(float64) float64 {
	return func(rng *rand.Rand) func(float64) float64 {
		next := level(rng)
		return func(layout float64) float64 {
			return math.Exp(layout + next() + 0.02*rng.NormFloat64())
		}
	}
}

// comparison simulates one, with one slowdown.
func (n noise) comparison(rng *rand.Rand, rounds, slowdown int) *comparison {
	c := new(comparison)
	sample := n.begin(rng)
	var before [figures]float64 // the layout of the base in the round before
	for f := range before {
		before[f] = n.layouts * rng.NormFloat64()
	}
	for range rounds {
		var values [3][figures]float64
		var slow [figures]float64
		base := before
		for f := range base {
			base[f] = n.layouts * rng.NormFloat64()
		}
		for _, side := range rng.Perm(3) {
			for f := range figures {
				layout := [...]float64{gate.Base: base[f], gate.Head: n.layouts * rng.NormFloat64(), gate.Control: before[f]}[side]
				values[side][f] = sample(layout)
				if side == gate.Head {
					slow[f] = (1 + slowdowns[slowdown]) * sample(layout)
				}
			}
		}
		for f := range figures {
			c.heads[0][f] = append(c.heads[0][f], gate.SampleOf(values[gate.Base][f:f+1], values[gate.Head][f:f+1], values[gate.Control][f:f+1]))
			if slowdown > 0 {
				c.heads[slowdown][f] = append(c.heads[slowdown][f], gate.SampleOf(values[gate.Base][f:f+1], slow[f:f+1], values[gate.Control][f:f+1]))
			}
		}
		before = base
	}
	return c
}
