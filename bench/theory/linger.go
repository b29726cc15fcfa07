package theory

import "math"

// LingerWait returns the mean wait of jobs that wait for each other until there are size of
// them, or the oldest has waited for wait, and that one worker then runs one after the other,
// where a worker is always free. Jobs arrive at Poisson times, rate of them in a mean
// service, which is the unit of all times; services are independent, of any distribution.
//
// If N is Poisson with mean rate·wait, a batch has more than k+1 jobs, k < size−1, with
// probability q_k = P(N > k). A batch has 1 + Σq_k jobs on average; until it begins they wait for
// Σ(k+1)q_k/rate together, and then for Σ(k+1)q_k, as each waits for those before it:
//
//	E[W] = (1/rate + 1)·Σ(k+1)q_k / (1 + Σq_k).
func LingerWait(rate float64, size int, wait float64) float64 {
	mustCount("LingerWait", "jobs at once", size, 1)
	if !(rate > 0) || math.IsInf(rate, 0) || !(wait >= 0) || math.IsInf(wait, 0) {
		panic("theory: LingerWait: want a rate of more than 0 and a wait of at least 0")
	}
	jobs, waits := 1.0, 0.0
	p := math.Exp(-rate * wait) // of N = k
	q := 1 - p                  // of N > k
	for k := range size - 1 {
		jobs += q
		waits += float64(k+1) * q
		p *= rate * wait / float64(k+1)
		q = max(0, q-p)
	}
	return (1/rate + 1) * waits / jobs
}
