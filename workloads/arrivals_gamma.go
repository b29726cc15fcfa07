package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Gamma has independent gaps from a Gamma distribution: below an SCV of 1 more
// regular than Poisson, above it less.
//
// Source: Marsaglia and Tsang, A Simple Method for Generating Gamma Variables,
// ACM TOMS 26(3), 2000; that is exact.
type Gamma struct {
	Var  float64 // SCV of the gaps; 0 means 4, unless Even
	Even bool    // all gaps are equal: SCV 0
}

const defaultGammaSCV = 4

// Name returns "gamma", or "gamma:0.5" for an SCV that is not the default.
func (g Gamma) Name() string {
	if g.SCV() == defaultGammaSCV {
		return "gamma"
	}
	return fmt.Sprintf("gamma:%g", g.SCV())
}

func (Gamma) Summary() string {
	return "at gaps with a squared coefficient of variation of 4 (gamma:SCV for another; gamma:0 is evenly spaced)"
}

// SCV returns the squared coefficient of variation of the gaps.
func (g Gamma) SCV() float64 {
	switch {
	case g.Even:
		return 0
	case g.Var == 0:
		return defaultGammaSCV
	}
	return g.Var
}

func (g Gamma) Gaps(r *rand.Rand) func() float64 {
	if g.Even {
		return func() float64 { return 1 }
	}
	shape := 1 / g.SCV()
	boosted := shape
	if shape < 1 {
		boosted++
	}
	d := boosted - 1.0/3
	c := 1 / math.Sqrt(9*d)
	return func() float64 {
		x := d * marsaglia(r, c, d)
		if shape < 1 {
			x *= math.Pow(1-r.Float64(), 1/shape)
		}
		return x / shape
	}
}

// marsaglia returns a Gamma variate over d.
func marsaglia(r *rand.Rand, c, d float64) float64 {
	for {
		z := r.NormFloat64()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < 0.5*z*z+d-d*v+d*math.Log(v) {
			return v
		}
	}
}

func (g Gamma) Validate() error {
	if s := g.SCV(); !(s >= 0) || s > 1000 {
		return fmt.Errorf("arrivals gamma: SCV is %v, want 0 to 1000", s)
	}
	return nil
}
