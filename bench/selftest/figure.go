package selftest

import "math"

// A Figure is something that theory knows, and what was measured of it.
type Figure struct {
	What     string  // "M/M/4 at load 0.8, shared-queue: E[W]"
	Theory   float64 // times in mean services
	Measured float64
	Half     float64 // half of the interval around Measured; 0: exact
	Most     float64 // Half may be, as a share of Theory, at so many jobs
	Source   string  // of the theory
}

// Error returns by which share Measured is off.
func (f Figure) Error() float64 { return f.Measured/f.Theory - 1 }

// Agrees reports whether Measured is what Theory says.
func (f Figure) Agrees() bool {
	if f.Most == 0 {
		return f.Measured == f.Theory
	}
	return math.Abs(f.Measured-f.Theory) <= f.Half && f.Half <= f.Most*f.Theory
}

// Replications is how many independent runs a figure with chance in it is of.
const Replications = 20

// student is the 99.95 % quantile of Student's t with Replications−1 degrees of
// freedom.
const student = 3.8834

// estimate returns the mean of independent values and half of its interval.
func estimate(values []float64) (mean, half float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, student * math.Sqrt(squares/(n-1)/n)
}
