package stats

import "math"

// allFinite reports whether all values of all samples are finite.
func allFinite(samples ...[]float64) bool {
	for _, s := range samples {
		for _, x := range s {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
		}
	}
	return true
}

// halfway returns the mean of two numbers, also where their sum is too great for a
// float64. It never falls when one of them grows.
func halfway(a, b float64) float64 {
	if sum := a + b; !math.IsInf(sum, 0) {
		return sum / 2
	}
	return a/2 + b/2
}

// tailOf returns the error that an interval of such a confidence leaves on each side,
// and whether there is a finite interval of that confidence at all.
func tailOf(confidence float64) (tail float64, ok bool) {
	return (1 - confidence) / 2, confidence >= 0 && confidence < 1
}

// scaled returns the values divided by a power of two, and that, so that sums of their
// third powers neither overflow nor vanish. A power of two keeps every digit.
func scaled(d []float64) (out []float64, by float64) {
	greatest := 0.0
	for _, x := range d {
		greatest = max(greatest, math.Abs(x))
	}
	_, exp := math.Frexp(greatest)
	if exp > -300 && exp < 300 {
		return d, 1
	}
	out = make([]float64, len(d))
	for i, x := range d {
		out[i] = math.Ldexp(x, 1-exp)
	}
	return out, math.Ldexp(1, exp-1)
}
