package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
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

// DistributionByName returns a distribution by its name: "exponential", or with parameters
// after colons, "lognormal:SCV", "pareto:ALPHA:BOUND" or "uniform:LOW".
func DistributionByName(name string) (Distribution, error) {
	word, rest, has := strings.Cut(name, ":")
	var known []string
	for _, d := range Distributions() {
		known = append(known, d.Name())
		if d.Name() != word {
			continue
		}
		if !has {
			return d, nil
		}
		var x []float64
		for _, text := range strings.Split(rest, ":") {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("distribution %q: parameter %q: want a number", name, text)
			}
			x = append(x, v)
		}
		switch {
		case word == "lognormal" && len(x) == 1 && x[0] > 0:
			d = Lognormal{Var: x[0]}
		case word == "uniform" && len(x) == 1:
			d = Uniform{Low: x[0]}
		case word == "pareto" && len(x) == 1 && x[0] > 0:
			d = Pareto{Alpha: x[0]}
		case word == "pareto" && len(x) == 2 && x[0] > 0 && x[1] > 1:
			d = Pareto{Alpha: x[0], Bound: x[1]}
		default:
			return nil, fmt.Errorf("distribution %q: want lognormal:SCV, pareto:ALPHA:BOUND or uniform:LOW", name)
		}
		return d, d.Validate()
	}
	return nil, fmt.Errorf("distribution %q: unknown (have %s)", word, strings.Join(known, ", "))
}

func nameOf[K ~uint8](k K, what string, names ...string) string {
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("%s(%d)", what, k)
}
