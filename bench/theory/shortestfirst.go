package theory

import "math"

// ShortestFirstSojourn returns the mean sojourn of exponential jobs before one
// worker, where the shortest waiting job is next and no running one is
// interrupted. First come, first served it would be 1/(1−ρ).
//
// A job of length x waits for the rest of the job that runs, and for all that
// are shorter, as in [PriorityWaits] with a class for each length:
//
//	E[T] = 1 + ∫ e^−x·ρ/(1−ρ(x))² dx, ρ(x) = ρ·(1−(1+x)·e^−x),
//
// ρ(x) being the load of the jobs up to x.
//
// Source: Phipps, Machine repair as a priority waiting-line problem, Operations
// Research 4, 1956; Harchol-Balter, Performance Modeling and Design of Computer
// Systems, 2013, §31.
func ShortestFirstSojourn(load float64) float64 {
	mustServe("ShortestFirstSojourn", 1, load)
	wait := func(x float64) float64 {
		idle := 1 - load + load*(1+x)*math.Exp(-x)
		return math.Exp(-x) * load / (idle * idle)
	}
	// What lies beyond is at most ρ/(1−ρ)² times e^−longest.
	longest := 40 - 2*math.Log1p(-load)
	return 1 + integrate(wait, 0, longest)
}
