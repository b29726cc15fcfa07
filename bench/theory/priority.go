package theory

// PriorityWaits returns the mean wait of each class where the most urgent job is
// next, the oldest of those equally urgent, and no running job is interrupted.
// shares are the classes' shares of the jobs, the most urgent class first, and
// so are the waits. All classes have the same exponential service times.
//
//	W_k = C/(c(1−σ_{k−1})(1−σ_k)), C of ErlangC,
//
// σ_k the load of class k and of all that are more urgent.
//
// Source: Cobham, Priority assignment in waiting line problems, Operations
// Research 2, 1954.
func PriorityWaits(workers int, load float64, shares []float64) []float64 {
	mustServe("PriorityWaits", workers, load)
	mustShare("PriorityWaits", shares)
	w0 := ErlangC(workers, load) / float64(workers)
	waits := make([]float64, len(shares))
	before := 0.0
	for k, share := range shares {
		upTo := before + load*share
		waits[k] = w0 / ((1 - before) * (1 - upTo))
		before = upTo
	}
	return waits
}
