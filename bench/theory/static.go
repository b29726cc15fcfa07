package theory

import "math"

// StaticMakespan returns the mean makespan of a batch of exponential jobs that
// are dealt out beforehand, to each worker as many as to any other or one more.
//
// A worker with k jobs is busy for an Erlang distributed time with k stages, and
// the last worker to end makes the makespan:
//
//	∫ 1 − Π_w F_{k(w)}(t) dt, F_k(t) = 1 − Σ_{j<k} e^−t·t^j/j!.
//
// Source: Kruskal and Weiss, Allocating independent subtasks on parallel
// processors, IEEE Transactions on Software Engineering SE-11, 1985.
func StaticMakespan(jobs, workers int) float64 {
	mustCount("StaticMakespan", "jobs", jobs, 0)
	mustCount("StaticMakespan", "workers", workers, 1)
	if jobs == 0 {
		return 0
	}
	fewer, more := jobs/workers, jobs%workers // more workers have one job more
	running := func(t float64) float64 {      // P(makespan > t)
		// Sums of logarithms: no digits are lost where F is nearly 1.
		done := 0.0
		if more > 0 { // else 0·log 0
			done = float64(more) * math.Log1p(-erlangTail(fewer+1, t))
		}
		if fewer > 0 {
			done += float64(workers-more) * math.Log1p(-erlangTail(fewer, t))
		}
		return -math.Expm1(done)
	}
	// Before lo some worker is certainly busy; after hi none is.
	stages := float64(fewer + 1)
	spread := math.Sqrt(stages)
	lo := math.Max(0, stages-1-10*spread)
	hi := stages + spread
	for running(hi) > 1e-12 {
		hi += spread
	}
	return lo + integrate(running, lo, hi)
}

// erlangTail returns the probability that k exponential jobs, one after the
// other, take longer than t: that of fewer than k events in a Poisson stream.
//
// It sums the probabilities of the event counts on that side of k on which they
// become smaller, from k on, until they no longer matter: some multiple of √k
// of them.
func erlangTail(k int, t float64) float64 {
	if t <= 0 {
		return 1
	}
	lgamma, _ := math.Lgamma(float64(k))
	term := math.Exp(float64(k-1)*math.Log(t) - t - lgamma) // P(k−1 events)
	sum := 0.0
	if t > float64(k) {
		for j := k - 1; j >= 0 && term > sum*1e-17; j-- {
			sum += term
			term *= float64(j) / t
		}
		return sum
	}
	for j := k; ; j++ {
		term *= t / float64(j)
		if term <= sum*1e-17 {
			return 1 - sum
		}
		sum += term
	}
}
