package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Discrete draws one of a few values.
type Discrete struct {
	Label  string  // its name
	Points []Point // shares sum to 1
}

// A Point is one value of a [Discrete] distribution and how often it is drawn.
type Point struct {
	Value float64 // at least 0
	Share float64 // in (0, 1]
}

// Bimodal1 has 90 % of 0.5 and 10 % of 5.5: mean 1, SCV 2.25. It is from ZygOS
// (Prekas et al., SOSP 2017) and used by Caladan (OSDI 2020).
func Bimodal1() Discrete { return Discrete{"bimodal-1", []Point{{0.5, 0.9}, {5.5, 0.1}}} }

// Bimodal2 has 99.9 % of 0.5 and 0.1 % of 500.5: mean 1, SCV 249.75. It is from
// ZygOS (Prekas et al., SOSP 2017).
func Bimodal2() Discrete { return Discrete{"bimodal-2", []Point{{0.5, 0.999}, {500.5, 0.001}}} }

// HighBimodal has half 1 µs and half 100 µs: mean 50.5 µs, SCV 0.961. It is
// from Perséphone (Demoulin et al., SOSP 2021).
func HighBimodal() Discrete { return Discrete{"high-bimodal", []Point{{1, 0.5}, {100, 0.5}}} }

// ExtremeBimodal has 99.5 % of 0.5 µs and 0.5 % of 500 µs: mean 2.9975 µs, SCV
// 138.1. It is from Perséphone (Demoulin et al., SOSP 2021).
func ExtremeBimodal() Discrete {
	return Discrete{"extreme-bimodal", []Point{{0.5, 0.995}, {500, 0.005}}}
}

// TPCC has the five transactions of TPC-C in µs: mean 19.068 µs, SCV 1.479. It
// is from Perséphone (Demoulin et al., SOSP 2021).
func TPCC() Discrete {
	return Discrete{"tpcc", []Point{{5.7, 0.44}, {6, 0.04}, {20, 0.44}, {88, 0.04}, {100, 0.04}}}
}

// Skewed has 95 % of 1 and 5 % of 100: mean 5.95, SCV 13.15. It is the shape
// that people mean when they say that some of their jobs take much longer.
func Skewed() Discrete { return Discrete{"skewed", []Point{{1, 0.95}, {100, 0.05}}} }

func (d Discrete) Name() string { return d.Label }

func (d Discrete) Moment(k int) (sum float64) {
	for _, p := range d.Points {
		sum += p.Share * math.Pow(p.Value, float64(k))
	}
	return sum
}

func (d Discrete) Draw(r *rand.Rand) float64 {
	u := r.Float64()
	last := len(d.Points) - 1
	for _, p := range d.Points[:last] {
		if u < p.Share {
			return p.Value
		}
		u -= p.Share
	}
	return d.Points[last].Value
}

func (d Discrete) Validate() error {
	sum := 0.0
	for i, p := range d.Points {
		if !(p.Value >= 0) || math.IsInf(p.Value, 1) || !(p.Share > 0) {
			return fmt.Errorf("distribution %s: point %d is %v with share %v, want a finite value and a positive share", d.Label, i, p.Value, p.Share)
		}
		sum += p.Share
	}
	if !(math.Abs(sum-1) < 1e-9) {
		return fmt.Errorf("distribution %s: shares sum to %v, want 1", d.Label, sum)
	}
	return nil
}
