package theory

import "math"

// RoundRobinWait returns the mean wait where jobs are dealt to the workers in
// turn as they arrive, each with a queue of its own.
//
// Every c-th job of a Poisson stream goes to the same worker, so the times
// between a worker's jobs are Erlang distributed with c stages, and it is an
// E_c/M/1 queue:
//
//	E[W] = σ/(1−σ), σ the root in (0, 1) of σ = (cρ/(cρ + 1 − σ))^c.
//
// Source: GI/M/1, Kleinrock, Queueing Systems I, 1975, §6.4.
func RoundRobinWait(workers int, load float64) float64 {
	mustServe("RoundRobinWait", workers, load)
	free := roundRobinFree(workers, load)
	return (1 - free) / free
}

// RoundRobinWaitQuantile returns the wait that a share q of the jobs does not
// exceed where jobs are dealt to the workers in turn. 0 where so many do not
// wait at all.
//
//	P(W > t) = σ·e^(−(1−σ)t), σ as for RoundRobinWait.
//
// Source: GI/M/1, Kleinrock, Queueing Systems I, 1975, §6.4.
func RoundRobinWaitQuantile(workers int, load, q float64) float64 {
	mustServe("RoundRobinWaitQuantile", workers, load)
	mustProbability("RoundRobinWaitQuantile", q)
	free := roundRobinFree(workers, load)
	return exponentialQuantile(1-free, free, q)
}

// roundRobinFree returns 1−σ, the probability that a job need not wait. It is
// at least 1−ρ, that of random arrivals, since regular ones collide less. That
// keeps the search off σ = 1, which solves the equation but is not meant.
func roundRobinFree(workers int, load float64) float64 {
	if load == 0 {
		return 1
	}
	c := float64(workers)
	return root(func(x float64) float64 {
		return 1 - x - math.Exp(-c*math.Log1p(x/(c*load)))
	}, 1-load, 1)
}
