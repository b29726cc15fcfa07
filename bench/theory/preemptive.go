package theory

import "math"

// PreemptiveShortestSojourn returns the mean sojourn of exponential jobs before one worker,
// where the job that was the shortest when it came runs, at any time.
//
// A job of length x waits for those that are no longer, and goes on whenever none of them
// is there:
//
//	E[T] = ∫ e^−x·(ρ·m(x)/2/(1−ρ(x))² + x/(1−ρ(x))) dx,
//
// ρ(x) = ρ·(1 − (1+x)e^−x) being the load of the jobs up to x, and m(x) = 2 − (2+2x+x²)e^−x
// their share of the mean square.
//
// Source: Schrage and Miller, The queue M/G/1 with the shortest remaining processing time
// discipline, Operations Research 14, 1966.
func PreemptiveShortestSojourn(load float64) float64 {
	mustServe("PreemptiveShortestSojourn", 1, load)
	sojourn := func(x float64) float64 {
		idle := 1 - load*(1-(1+x)*math.Exp(-x))
		return math.Exp(-x) * (load*(2-(2+2*x+x*x)*math.Exp(-x))/2/(idle*idle) + x/idle)
	}
	return integrate(sojourn, 0, 40-2*math.Log1p(-load))
}

// PreemptivePredictedSojourn is PreemptiveShortestSojourn where the job with the shortest
// prediction runs. A prediction is exponential with the job's length as its mean.
//
// Predictions y = u² have the density 2K₀(2u), the jobs of each 2u·K₁(2u) of the mean
// length, and those below it the load ρ(y) = ρ(1 − 2u²K₂(2u)) and m = 2 − 2u³K₃(2u) of the
// mean square, K being Bessel functions:
//
//	E[T] = ∫ (2K₀(2u)·ρ·m/2/(1−ρ(y))² + 2u·K₁(2u)/(1−ρ(y)))·2u du.
//
// Source: Mitzenmacher, Scheduling with predictions and the price of misprediction, ITCS
// 2020.
func PreemptivePredictedSojourn(load float64) float64 {
	mustServe("PreemptivePredictedSojourn", 1, load)
	return predictedSojourn(load, 2, 1)
}

// PredictedRemainingSojourn returns the mean sojourn of exponential jobs before one worker,
// where the job runs of whose prediction the least is left, at any time. Of one that takes
// longer than predicted nothing is left: it runs to its end. A prediction is exponential with
// the job's length as its mean.
//
// As in [PreemptivePredictedSojourn], but a job that has run down to a prediction of y counts
// from then on with what it still takes. That makes m = 2 − (4/e)·u³K₃(2u). A job meets
// others as it runs down from its prediction; what it takes beyond that, 1/e on average, it
// has to itself:
//
//	E[T] = 1/e + ∫ (2K₀(2u)·ρ·m/2/(1−ρ(y))² + (1−1/e)·2u·K₁(2u)/(1−ρ(y)))·2u du.
//
// Source: Mitzenmacher, Scheduling with predictions and the price of misprediction, ITCS
// 2020.
func PredictedRemainingSojourn(load float64) float64 {
	mustServe("PredictedRemainingSojourn", 1, load)
	return 1/math.E + predictedSojourn(load, 4/math.E, 1-1/math.E)
}

// predictedSojourn is the integral of both: m is 2 − less·u³K₃(2u), and share is how much of
// a job meets others.
func predictedSojourn(load, less, share float64) float64 {
	sojourn := func(u float64) float64 {
		if u == 0 {
			return 0
		}
		k := besselK(2 * u)
		idle := 1 - load*(1-2*u*u*k[2])
		wait := k[0] * load * (2 - less*u*u*u*k[3]) / (idle * idle)
		return (wait + share*2*u*k[1]/idle) * 2 * u
	}
	return integrate(sojourn, 0, 20-math.Log1p(-load))
}
