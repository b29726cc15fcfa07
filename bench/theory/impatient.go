package theory

import (
	"fmt"
	"math"
)

// ErlangA returns what share of the jobs leaves a queue before all workers without having
// run, and the mean wait, of those that leave and of the others, where a job leaves that has
// waited for longer than a time of its own. Those are exponential, with mean patience. The
// load may be any number of at least 0.
//
// With k jobs there, θ = 1/patience and c workers, they go at the rate min(k, c) +
// θ·max(0, k−c), from which the probabilities of all k follow. If Q jobs wait on average, and
// λ = c·ρ arrive in one unit, the wait is Q/λ, and θ·Q/λ leave. The work grows with c, and with
// Q.
//
// Source: Palm 1946; Garnett, Mandelbaum and Reiman, Designing a call center with impatient
// customers, Manufacturing & Service Operations Management 4, 2002.
func ErlangA(workers int, load, patience float64) (left, wait float64) {
	mustCount("ErlangA", "workers", workers, 1)
	if !(load >= 0) || math.IsInf(load, 0) || !(patience > 0) || math.IsInf(patience, 0) {
		panic(fmt.Sprintf("theory: ErlangA: load %v and patience %v, want at least 0 and more than 0", load, patience))
	}
	if load == 0 {
		return 0, 0
	}
	c, arrivals := float64(workers), load*float64(workers)
	// Relative to the probability that all workers are busy and none waits.
	total := 0.0
	for k, p := c, 1.0; k >= 0; k-- {
		total += p
		p *= k / arrivals
	}
	waiting := 0.0
	p := 1.0
	for k := 1.0; ; k++ {
		p *= arrivals / (c + k/patience)
		total += p
		waiting += k * p
		if arrivals < c+k/patience && k*p < 1e-17*waiting {
			break
		}
	}
	wait = waiting / total / arrivals
	return wait / patience, wait
}
