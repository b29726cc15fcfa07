package stats

import "math"

// An Estimate is a location with its confidence interval. Lo and Hi are -Inf
// and +Inf when the sample is too small for a finite one, and all are NaN when
// there is nothing to estimate.
type Estimate struct {
	Center, Lo, Hi float64
}

// Exactly returns the estimate of what is known without error.
func Exactly(x float64) Estimate { return Estimate{x, x, x} }

// Unknown returns the estimate of nothing.
func Unknown() Estimate { return Exactly(math.NaN()) }

// Exp returns the estimate of exp(x) that follows from one of x: that of a ratio
// from one of its logarithm.
func (e Estimate) Exp() Estimate {
	return Estimate{math.Exp(e.Center), math.Exp(e.Lo), math.Exp(e.Hi)}
}
