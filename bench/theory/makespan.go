package theory

// DynamicMakespan returns the mean makespan of a batch of exponential jobs where
// no worker idles while a job waits.
//
// As long as all W workers are busy, one of them ends every 1/W. When none
// waits any more, W run, and the last of them ends after 1/W + … + 1/2 + 1:
//
//	(N−W)/W + H_W,
//
// H_W the W-th harmonic number; H_N where there are fewer jobs than workers.
//
// Source: order statistics of the exponential distribution, Rényi 1953.
func DynamicMakespan(jobs, workers int) float64 {
	mustCount("DynamicMakespan", "jobs", jobs, 0)
	mustCount("DynamicMakespan", "workers", workers, 1)
	busy := min(jobs, workers)
	return float64(jobs-busy)/float64(workers) + harmonic(busy)
}
