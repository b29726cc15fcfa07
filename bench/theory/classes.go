package theory

// ClassWaits returns the mean wait of each class before one worker, M/G/1, where a job of
// the first class that has any is next, and no running one is interrupted. shares are the
// classes' shares of the jobs, means and squares those of their service times, in units of
// the mean of all jobs.
//
//	W_k = W₀/((1−σ_{k−1})(1−σ_k)), W₀ = ρ·E[S²]/2,
//
// σ_k being the load of the classes up to k.
//
// Source: Cobham, Priority assignment in waiting line problems, Operations Research 2,
// 1954.
func ClassWaits(load float64, shares, means, squares []float64) []float64 {
	mustServe("ClassWaits", 1, load)
	mustShare("ClassWaits", shares)
	rest := 0.0
	for k, share := range shares {
		rest += load * share * squares[k] / 2
	}
	waits := make([]float64, len(shares))
	before := 0.0
	for k, share := range shares {
		upTo := before + load*share*means[k]
		waits[k] = rest / ((1 - before) * (1 - upTo))
		before = upTo
	}
	return waits
}
