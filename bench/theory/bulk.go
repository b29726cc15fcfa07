package theory

import "fmt"

// BulkWait returns the mean wait before one worker of exponential jobs that arrive in
// groups, at Poisson times, M^X/M/1. mean is the mean size of a group, at least 1, scv the
// squared coefficient of variation of the sizes: 0 for equal ones, 1 − 1/mean for
// geometric ones. A job also waits for the half of its group, on average, that is before it.
//
//	E[W] = (ρ + (mean·(1+scv) − 1)/2)/(1−ρ).
//
// Source: Gross and Harris, Fundamentals of Queueing Theory, §3.1.
func BulkWait(load, mean, scv float64) float64 {
	mustServe("BulkWait", 1, load)
	mustSCV("BulkWait", scv)
	if !(mean >= 1) {
		panic(fmt.Sprintf("theory: BulkWait: groups of %v, want at least 1", mean))
	}
	return (load + (mean*(1+scv)-1)/2) / (1 - load)
}
