package theory

import "math"

// Ideal returns the least makespan that a batch with these service times can
// have: no schedule is shorter than an equal share of all work, nor than the
// longest job. 0 for an empty batch. Any unit of time will do.
//
//	max(Σp/W, max p).
//
// Source: Graham, Bounds for certain multiprocessing anomalies, Bell System
// Technical Journal 45, 1966.
func Ideal(workers int, services []float64) float64 {
	mustCount("Ideal", "workers", workers, 1)
	mustServices("Ideal", services)
	sum, longest := extent(services)
	return math.Max(sum/float64(workers), longest)
}

// GrahamBound returns the greatest makespan that a batch with these service
// times can have where no worker idles while a job waits, whatever the order.
// It is reached: by W(W−1) jobs of length 1 and then one of length W.
//
//	Σp/W + (1−1/W)·max p.
//
// Source: Graham, Bounds on multiprocessing timing anomalies, SIAM Journal on
// Applied Mathematics 17, 1969.
func GrahamBound(workers int, services []float64) float64 {
	mustCount("GrahamBound", "workers", workers, 1)
	mustServices("GrahamBound", services)
	sum, longest := extent(services)
	w := float64(workers)
	return sum/w + (1-1/w)*longest
}

// LPTRatio returns by how much the makespan can exceed that of the best schedule
// where the longest job is next. It is reached: by two jobs each of the lengths
// 2W−1 … W+1, and three of length W.
//
//	4/3 − 1/(3W).
//
// Source: Graham 1969, as for GrahamBound.
func LPTRatio(workers int) float64 {
	mustCount("LPTRatio", "workers", workers, 1)
	return 4.0/3 - 1/(3*float64(workers))
}

func extent(services []float64) (sum, longest float64) {
	for _, p := range services {
		sum += p
		longest = math.Max(longest, p)
	}
	return sum, longest
}
