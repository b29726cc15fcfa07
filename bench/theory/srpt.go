package theory

import "math"

// SRPTSojourn returns the mean sojourn of exponential jobs before one worker, where the job
// with the least work left runs, at any time. No other order has a smaller one.
//
// A job of length x waits for those that have less left, and those that come meanwhile and
// are shorter than what is then left of it:
//
//	E[T] = ∫ e^−x·ρ·(2 − (2+2x)·e^−x)/(2(1−ρ(x))²) dx + ∫ e^−x/(1−ρ(x)) dx,
//
// ρ(x) being the load of the jobs up to x.
//
// Source: Schrage and Miller, The queue M/G/1 with the shortest remaining processing time
// discipline, Operations Research 14, 1966.
func SRPTSojourn(load float64) float64 {
	mustServe("SRPTSojourn", 1, load)
	sojourn := func(x float64) float64 {
		idle := 1 - load*(1-(1+x)*math.Exp(-x))
		return math.Exp(-x) * (load*(1-(1+x)*math.Exp(-x))/(idle*idle) + 1/idle)
	}
	return integrate(sojourn, 0, 40-2*math.Log1p(-load))
}

// PredictedFirstSojourn returns the mean sojourn of exponential jobs before one worker,
// where the waiting job with the shortest prediction is next, and no running one is
// interrupted. A prediction is exponential with the job's length as its mean.
//
// As in [ShortestFirstSojourn], with classes of predictions y = u², whose density is
// 2K₀(2u), and below which the load is ρ(1 − 2u²K₂(2u)), K being Bessel functions:
//
//	E[T] = 1 + ρ·∫ 4u·K₀(2u)/(1 − ρ(1 − 2u²K₂(2u)))² du.
//
// Source: Mitzenmacher, Scheduling with predictions and the price of misprediction, ITCS
// 2020.
func PredictedFirstSojourn(load float64) float64 {
	mustServe("PredictedFirstSojourn", 1, load)
	wait := func(u float64) float64 {
		if u == 0 {
			return 0
		}
		k := besselK(2 * u)
		idle := 1 - load*(1-2*u*u*k[2])
		return 4 * u * k[0] * load / (idle * idle)
	}
	return 1 + integrate(wait, 0, 20-math.Log1p(-load))
}

// besselK returns the modified Bessel functions of the second kind at z > 0, of the orders 0
// to 3. That of order n is the integral of e^(−z·cosh t)·cosh(n·t) over t ≥ 0.
func besselK(z float64) (k [4]float64) {
	const step = 1.0 / 32 // the trapezoidal rule converges exponentially
	k[0] = math.Exp(-z) / 2
	k[1] = k[0]
	// cosh(t+step) = 2·cosh(step)·cosh(t) − cosh(t−step)
	double, before, cosh := 2*math.Cosh(step), 1.0, math.Cosh(step)
	for z*(cosh-1) < 50 {
		e := math.Exp(-z * cosh)
		k[0] += e
		k[1] += e * cosh
		before, cosh = cosh, double*cosh-before
	}
	k[0] *= step
	k[1] *= step
	k[2] = k[0] + 2/z*k[1]
	k[3] = k[1] + 4/z*k[2]
	return k
}
