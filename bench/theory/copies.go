package theory

// HedgedSojourn returns the mean sojourn of exponential jobs before two workers, of which
// the one that finds no job runs a second copy of the other's at once, which takes a time of
// its own; the first copy that ends counts, and the other ends with it. Both workers are
// busy or none is, and with either a job ends at the same rate:
//
//	E[T] = 1/(2(1−ρ)), where one queue without copies has 1/(1−ρ²).
func HedgedSojourn(load float64) float64 {
	mustServe("HedgedSojourn", 2, load)
	return 1 / (2 * (1 - load))
}

// RedundantSojourn returns the mean sojourn of exponential jobs of which each waits before
// so many of the workers, chosen at random, and may run on all of them at once, in copies
// that take times of their own; the first copy that ends counts, and the others end with it.
//
//	E[T] = Σ_{i=d..c} 1/(c·C(c−1, d−1)/C(i−1, d−1) − cρ), d copies, c workers.
//
// Source: Gardner, Harchol-Balter, Scheller-Wolf, Velednitsky and Zbarsky, Redundancy-d: the
// power of d choices for redundancy, Operations Research 65, 2017.
func RedundantSojourn(workers, copies int, load float64) float64 {
	mustServe("RedundantSojourn", workers, load)
	mustCount("RedundantSojourn", "copies", copies, 1)
	mustCount("RedundantSojourn", "workers", workers, copies)
	c := float64(workers)
	sum := 0.0
	for i := copies; i <= workers; i++ {
		sum += 1 / (c*choose(workers-1, copies-1)/choose(i-1, copies-1) - c*load)
	}
	return sum
}

// choose returns the binomial coefficient.
func choose(n, k int) float64 {
	out := 1.0
	for i := 1; i <= k; i++ {
		out *= float64(n-k+i) / float64(i)
	}
	return out
}
