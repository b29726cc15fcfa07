package verdict

import (
	"math"

	"github.com/go-foundations/poolbench/bench/stats"
)

// leastPlacement is the smallest effect of code placement that is reported.
const leastPlacement = 0.02

// placementOf returns the effect of code placement on a figure, one standard deviation as a
// share, and the p-value of no effect.
//
// Each round has a layout of its own, and its control is the base in the layout of the round
// before. So with D(r) = log(control(r) / base(r)) the effect of a layout is in D(r) with
// one sign and in D(r+1) with the other, and minus the mean of the products D(r)·D(r+1)
// estimates its variance. Without such effects the D are independent and, as the order
// within rounds is random, symmetric about 0. The signs of the products are then like those
// of fair coins, so the signed-rank test of the products is exact, here one-sided.
func placementOf(f Paired) (deviation, p float64) {
	if len(f.Control) == 0 {
		return 0, 1
	}
	d := make([]float64, len(f.Control))
	for i := range d {
		if !(f.Control[i] > 0 && f.Base[i] > 0) {
			return 0, 1
		}
		d[i] = logRatio(f.Control[i], f.Base[i])
	}
	if fit(f.ControlRatio, len(d)) {
		for i, r := range f.ControlRatio {
			d[i] = math.Log(r)
		}
	}
	var products []float64
	sum := 0.0
	for i := range len(d) - 1 {
		products = append(products, d[i]*d[i+1])
		sum += d[i] * d[i+1]
	}
	if stats.Direction(products) >= 0 || sum >= 0 {
		return 0, 1
	}
	return math.Expm1(math.Sqrt(-sum / float64(len(products)))), stats.SignedRank(products) / 2
}
