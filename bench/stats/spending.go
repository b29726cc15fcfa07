package stats

import "math"

// Spent returns how much of the error alpha may have been spent by the time that
// the share t of a plan, from 0 to 1, is done: little at first, all at the end. Who
// looks at the data before the end, and each time tests at what has been spent since
// the look before, claims something wrong with a chance of at most alpha over all
// looks, however these depend on each other, and on whatever test.
//
// It is the spending function that resembles the boundaries of O'Brien and Fleming,
// 2 − 2Φ(z(1−α/2)/√t). Source: Lan & DeMets 1983, "Discrete sequential boundaries
// for clinical trials", Biometrika 70.
//
// An alpha or a t that is NaN spends nothing; an alpha beyond 0 and 1 counts as that.
func Spent(alpha, t float64) float64 {
	alpha = max(0, min(1, alpha))
	switch {
	case math.IsNaN(alpha) || !(t > 0) || alpha == 0:
		return 0
	case t >= 1:
		return alpha
	}
	return 2 * normalCDF(normalQuantile(alpha/2)/math.Sqrt(t))
}
