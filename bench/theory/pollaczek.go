package theory

// PollaczekKhinchine returns the mean wait of jobs of any length before one
// worker, M/G/1, of which only the squared coefficient of variation matters
// (variance over squared mean): 0 for equal jobs, 1 for exponential ones.
//
//	E[W] = ρ/(1−ρ)·(1+SCV)/2.
//
// Source: Pollaczek 1930, Khinchine 1932; Kleinrock, Queueing Systems I, 1975,
// §5.6.
func PollaczekKhinchine(load, scv float64) float64 {
	mustServe("PollaczekKhinchine", 1, load)
	mustSCV("PollaczekKhinchine", scv)
	return load / (1 - load) * (1 + scv) / 2
}
