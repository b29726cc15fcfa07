package theory

// CompletionFIFO returns the mean time from the start of a batch until a job is
// done, for so many jobs, at least one, and one worker, where the order has
// nothing to do with the lengths: a job waits for half of the others.
//
//	(N+1)/2.
func CompletionFIFO(jobs int) float64 {
	mustCount("CompletionFIFO", "jobs", jobs, 1)
	return float64(jobs+1) / 2
}

// CompletionShortestFirst returns the mean time from the start of a batch until
// a job is done, for so many exponential jobs, at least one, and one worker that
// does the shortest first. No other order has a smaller one. It tends to half of
// [CompletionFIFO].
//
// The k-th shortest of N takes H_N − H_{N−k} on average, and N−k+1 jobs wait for
// it or are it:
//
//	Σ_k (N−k+1)·(H_N − H_{N−k})/N = (N+3)/4.
//
// Source: Smith, Various optimizers for single-stage production, Naval Research
// Logistics Quarterly 3, 1956; the lengths by Rényi 1953.
func CompletionShortestFirst(jobs int) float64 {
	mustCount("CompletionShortestFirst", "jobs", jobs, 1)
	return float64(jobs+3) / 4
}
