package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// A Distribution draws service times. The unit is its own: a [Workload] scales
// every draw by its Mean over the distribution's, so only the shape matters.
type Distribution interface {
	// Name returns lower-case words joined by hyphens.
	Name() string

	// Moment returns the expectation of the k-th power of a draw, k from 1 to
	// 4: Mean and SCV follow from the first two, and how far a sample's may
	// stray from them from the others.
	Moment(k int) float64

	// Draw returns one service time, at least 0.
	Draw(r *rand.Rand) float64

	// Validate returns an error for parameters that make no distribution.
	Validate() error
}

// Mean returns the mean of the draws of d, in its own unit.
func Mean(d Distribution) float64 { return d.Moment(1) }

// SCV returns the squared coefficient of variation of the draws of d: their
// variance over the square of their mean. It is 0 for equal jobs, 1 for
// exponential ones.
func SCV(d Distribution) float64 {
	m := d.Moment(1)
	// A rounding error must not make it negative.
	return math.Max(0, d.Moment(2)/(m*m)-1)
}

// Distributions returns every distribution with its default parameters.
func Distributions() []Distribution {
	return []Distribution{
		Fixed{}, Uniform{}, Exponential{},
		Bimodal1(), Bimodal2(), HighBimodal(), ExtremeBimodal(), TPCC(), Skewed(),
		Lognormal{}, AzureFunctions{}, Pareto{},
	}
}

func nameOf[K ~uint8](k K, what string, names ...string) string {
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("%s(%d)", what, k)
}
