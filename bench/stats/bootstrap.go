package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// resamples is how many the bootstrap draws: its intervals then move by about a
// fiftieth of their width from one seed to another.
const resamples = 2000

// BootstrapMean returns the mean of the sample and its interval by the studentized
// bootstrap. It assumes nothing of the distribution, not even symmetry: it is for
// figures such as the ratio of two p99, each of which is itself a noisy estimate.
// The same seed gives the same interval. Fewer than six values give none, and equal
// values an interval of no width; an empty sample gives NaN.
//
// Source: Efron & Tibshirani, "An Introduction to the Bootstrap", §12.5.
func BootstrapMean(d []float64, confidence float64, seed uint64) Estimate {
	if len(d) == 0 {
		return Unknown()
	}
	mean, se := meanError(d)
	if len(d) < 6 {
		return Estimate{mean, math.Inf(-1), math.Inf(1)}
	}
	if se == 0 {
		return Exactly(mean)
	}
	rng := rand.New(rand.NewPCG(seed, 0x626f6f74))
	ts := make([]float64, 0, resamples)
	x := make([]float64, len(d))
	for range resamples {
		for i := range x {
			x[i] = d[rng.IntN(len(d))]
		}
		m, s := meanError(x)
		switch {
		case s > 0:
			ts = append(ts, (m-mean)/s)
		case m == mean:
			ts = append(ts, 0)
		default: // one value, drawn every time: as far off as can be
			ts = append(ts, math.Copysign(math.Inf(1), m-mean))
		}
	}
	slices.Sort(ts)
	k := int((1 - confidence) / 2 * float64(len(ts)))
	return Estimate{mean, mean - ts[len(ts)-1-k]*se, mean - ts[k]*se}
}

// meanError returns the mean and its standard error.
func meanError(d []float64) (mean, se float64) {
	for _, x := range d {
		mean += x
	}
	n := float64(len(d))
	mean /= n
	squares := 0.0
	for _, x := range d {
		squares += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(squares / (n - 1) / n)
}
