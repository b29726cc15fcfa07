package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// resamples is how many the bootstrap draws: its intervals then move by about a
// fiftieth of their width from one seed to another.
const resamples = 2000

// BootstrapMean returns the mean of the sample and its interval by the bootstrap,
// corrected for bias and skewness (BCa) and, because few values resampled vary less
// than their source, widened as Student's interval is wider than the normal one. It
// assumes nothing of the distribution, not even symmetry: it is for figures such as
// the ratio of two p99, each of which is itself a noisy estimate. The same seed gives
// the same interval. Fewer than six values give none, equal values one of no width,
// an empty sample NaN, and so does one with a value that is not finite; a confidence that
// is not from 0 to below 1 gives no finite interval. Beyond 10,000 values, whose mean is
// as good as normal, the interval is Student's.
//
// Note: of 2,000 intervals of 95 % for the mean of the logarithm of an exponential, 94 %
// held it with ten values or more, 91 % with six. The studentized bootstrap covered
// better and was useless with ties: 1.0003 came with 0.14 to 1.0007.
//
// Source: Efron & Tibshirani, "An Introduction to the Bootstrap", §14.3; Hesterberg
// 2015, "What Teachers Should Know About the Bootstrap", The American Statistician 69,
// on widening.
func BootstrapMean(d []float64, confidence float64, seed uint64) Estimate {
	if len(d) == 0 || !allFinite(d) {
		return Unknown()
	}
	d, unit := scaled(d)
	n := float64(len(d))
	mean := meanOf(d)
	squares, cubes := 0.0, 0.0
	for _, x := range d {
		squares += (x - mean) * (x - mean)
		cubes += (x - mean) * (x - mean) * (x - mean)
	}
	tail, ok := tailOf(confidence)
	switch {
	case len(d) < 6 || !ok:
		return Estimate{mean * unit, math.Inf(-1), math.Inf(1)}
	case squares == 0 || slices.Min(d) == slices.Max(d):
		return Exactly(d[0] * unit)
	}
	wide := math.Sqrt(n/(n-1)) * studentQuantile(1-tail, n-1)
	if len(d) > mostResampled {
		half := wide * math.Sqrt(squares) / n
		return Estimate{mean * unit, (mean - half) * unit, (mean + half) * unit}
	}
	means, below := resample(d, mean, seed)
	// The interval may not turn around its center where nearly all means are on one side.
	bias := normalQuantile(max(0.5, min(resamples-0.5, below)) / resamples)
	acceleration := cubes / (6 * math.Pow(squares, 1.5))
	at := func(z float64) float64 {
		z += bias
		p := 0.0 // beyond the pole of the correction
		switch shrink := 1 - acceleration*z; {
		case shrink > 0:
			p = normalCDF(bias + z/shrink)
		case z > 0:
			p = 1
		}
		return means[int(math.Round(p*(resamples-1)))]
	}
	return Estimate{mean * unit, min(mean, at(-wide)) * unit, max(mean, at(wide)) * unit}
}

// mostResampled is the size of the greatest sample that is resampled.
const mostResampled = 10_000

// resample returns the means of samples drawn from d, in ascending order, and how many
// are below the mean of d, those that are equal to it by half.
func resample(d []float64, mean float64, seed uint64) (means []float64, below float64) {
	rng := rand.New(rand.NewPCG(seed, 0x626f6f74))
	means = make([]float64, resamples)
	x := make([]float64, len(d))
	for r := range means {
		for i := range x {
			x[i] = d[rng.IntN(len(d))]
		}
		means[r] = meanOf(x)
		switch {
		case means[r] < mean:
			below++
		case means[r] == mean:
			below += 0.5
		}
	}
	slices.Sort(means)
	return means, below
}

func meanOf(d []float64) float64 {
	sum := 0.0
	for _, x := range d {
		sum += x
	}
	return sum / float64(len(d))
}

// studentQuantile approximates that of Student's t, for 5 degrees of freedom or more
// to about 1 %. Source: Abramowitz & Stegun, 26.7.5.
func studentQuantile(p, freedom float64) float64 {
	z := normalQuantile(p)
	z3, z5 := z*z*z, z*z*z*z*z
	return z + (z3+z)/(4*freedom) + (5*z5+16*z3+3*z)/(96*freedom*freedom)
}
