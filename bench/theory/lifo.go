package theory

// LIFOWaitSquare returns the mean square of the wait before one worker, M/G/1, where the
// newest job is next and no running one is interrupted. second and third are the moments
// of the service time, in units of its mean: 2 and 6 for exponential jobs, for which it is
// 1/(1−ρ) times that of first come, first served. The mean wait is the same.
//
//	E[W²] = ρ·E[S³]/(3(1−ρ)²) + (ρ·E[S²])²/(2(1−ρ)³).
//
// Source: Takács, Delay distributions for one line with Poisson input, general holding
// times, and various orders of service, Bell System Technical Journal 42, 1963.
func LIFOWaitSquare(load, second, third float64) float64 {
	mustServe("LIFOWaitSquare", 1, load)
	free := 1 - load
	return load*third/(3*free*free) + load*load*second*second/(2*free*free*free)
}
