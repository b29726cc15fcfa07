package theory

import "math"

// MMcWait returns the mean wait in one queue before all workers, M/M/c: the
// wait of a shared queue, and of every other order that keeps no worker idle
// while a job waits and does not look at the jobs' lengths.
//
//	E[W] = C/(c(1−ρ)), C of ErlangC.
//
// One worker, M/M/1, is also what a worker sees to whom jobs are dealt at
// random.
//
// Source: Kleinrock, Queueing Systems I, 1975, §3.5.
func MMcWait(workers int, load float64) float64 {
	mustServe("MMcWait", workers, load)
	return ErlangC(workers, load) / (float64(workers) * (1 - load))
}

// MMcWaitQuantile returns the wait that a share q of the jobs does not exceed
// in one queue before all workers, first come, first served. 0 where so many
// do not wait at all.
//
//	P(W > t) = C·e^(−c(1−ρ)t), so W_q = ln(C/(1−q))/(c(1−ρ)).
//
// Source: Kleinrock, Queueing Systems I, 1975, §5.
func MMcWaitQuantile(workers int, load, q float64) float64 {
	mustServe("MMcWaitQuantile", workers, load)
	mustProbability("MMcWaitQuantile", q)
	return exponentialQuantile(ErlangC(workers, load), float64(workers)*(1-load), q)
}

// exponentialQuantile returns the quantile of a wait with P(W > t) = p·e^(−rt).
func exponentialQuantile(p, r, q float64) float64 {
	return math.Max(0, math.Log(p/(1-q))/r)
}

// MMcSojournQuantile returns the sojourn that a share q of the jobs does not
// exceed in one queue before all workers, first come, first served.
//
// A sojourn is a wait and a service that do not depend on each other. The wait
// is 0 with probability 1−C, else exponential with rate θ = c(1−ρ); the service
// is exponential with rate 1. So
//
//	P(T > t) = e^−t + C·(e^−t − e^−θt)/(θ−1),
//
// where the fraction is t·e^−t for θ = 1. The quantile is the root of that.
//
// Source: Gross and Harris, Fundamentals of Queueing Theory, §2.3.
func MMcSojournQuantile(workers int, load, q float64) float64 {
	mustServe("MMcSojournQuantile", workers, load)
	mustProbability("MMcSojournQuantile", q)
	c, theta := ErlangC(workers, load), float64(workers)*(1-load)
	beyond := func(t float64) float64 { return sojournTail(c, theta, t) - (1 - q) }
	hi := 1.0
	for beyond(hi) > 0 {
		hi *= 2
	}
	return root(beyond, 0, hi)
}

// sojournTail returns P(T > t). The difference of exponentials is written so
// that it loses no digits where their rates are nearly the same, and overflows
// for no t.
func sojournTail(c, theta, t float64) float64 {
	d := math.Abs(theta - 1)
	apart := t
	if d > 0 {
		apart = -math.Expm1(-d*t) / d
	}
	return math.Exp(-t) + c*math.Exp(-math.Min(1, theta)*t)*apart
}
