package theory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// AgingWaits returns the mean wait of each class where a waiting job's priority
// grows by its class's rate per unit of time, the greatest priority is next, and
// no running job is interrupted. shares are the classes' shares of the jobs, in
// any order, rates in the same order and greater than 0, and the waits are in that
// order too. All classes have the same exponential service times. Only the
// ratios of rates matter: equal ones are first come, first served, rates very
// far apart strict priorities.
//
// With the classes ordered by rate b, the least first, ρ_i the load of class i
// and W₀ = C/c, C of ErlangC,
//
//	W_p = [W₀/(1−ρ) − Σ_{i<p} ρ_i·W_i·(1−b_i/b_p)] / [1 − Σ_{i>p} ρ_i·(1−b_p/b_i)].
//
// Source: Kleinrock, A delay dependent queue discipline, Naval Research
// Logistics Quarterly 11, 1964; for several workers, "accumulating priority":
// Sharif, Stanford, Taylor and Ziedins, A multi-class multi-server accumulating
// priority queue with application to health care, Operations Research for Health
// Care 3, 2014.
func AgingWaits(workers int, load float64, shares, rates []float64) []float64 {
	mustServe("AgingWaits", workers, load)
	mustShare("AgingWaits", shares)
	mustRate("AgingWaits", shares, rates)
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rates[a], rates[b]) })
	waits := make([]float64, len(shares))
	for at, p := range order {
		above, below := MMcWait(workers, load), 1.0
		for _, i := range order[:at] {
			above -= load * shares[i] * waits[i] * (1 - rates[i]/rates[p])
		}
		for _, i := range order[at+1:] {
			below -= load * shares[i] * (1 - rates[p]/rates[i])
		}
		waits[p] = above / below
	}
	return waits
}

func mustRate(function string, shares, rates []float64) {
	if len(rates) != len(shares) {
		panic(fmt.Sprintf("theory: %s: %d rates for %d shares, want one each", function, len(rates), len(shares)))
	}
	for _, r := range rates {
		if !(r > 0) || math.IsInf(r, 1) {
			panic(fmt.Sprintf("theory: %s: rate %v, want a finite one greater than 0", function, r))
		}
	}
}
