package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Pareto draws from the bounded Pareto distribution on [1, Bound], whose
// density falls as x^(−Alpha−1). Cluster traces have such tails: Borg 2019 has
// Alpha ≈ 0.69 (Tirmazi et al., EuroSys 2020), which unbounded has no mean.
type Pareto struct {
	Alpha float64 // greater than 0; 0 means 1.5
	Bound float64 // greater than 1: longest over shortest; 0 means 1000
}

func (p Pareto) params() (alpha, bound float64) {
	alpha, bound = p.Alpha, p.Bound
	if alpha == 0 {
		alpha = 1.5
	}
	if bound == 0 {
		bound = 1000
	}
	return alpha, bound
}

func (Pareto) Name() string { return "pareto" }

func (p Pareto) Moment(k int) float64 {
	a, h := p.params()
	c := a / (1 - math.Pow(h, -a))
	if n := float64(k) - a; n != 0 {
		return c * (math.Pow(h, n) - 1) / n
	}
	return c * math.Log(h)
}

func (p Pareto) Draw(r *rand.Rand) float64 {
	a, h := p.params()
	return math.Pow(1-r.Float64()*(1-math.Pow(h, -a)), -1/a)
}

func (p Pareto) Validate() error {
	a, h := p.params()
	if !(a > 0) || math.IsInf(a, 1) {
		return fmt.Errorf("distribution pareto: Alpha is %v, want a finite number above 0", p.Alpha)
	}
	if !(h > 1) || math.IsInf(h, 1) {
		return fmt.Errorf("distribution pareto: Bound is %v, want a finite number above 1", p.Bound)
	}
	return nil
}
