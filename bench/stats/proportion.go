package stats

import "math"

// Proportion returns the share k of n and the interval of at least that confidence
// for the probability behind it, by Clopper and Pearson. n = 0 gives (NaN, 0, 1).
//
// Source: Clopper & Pearson 1934, "The use of confidence or fiducial limits
// illustrated in the case of the binomial", Biometrika 26.
func Proportion(k, n int, confidence float64) Estimate {
	e := Estimate{float64(k) / float64(n), 0, 1}
	if n == 0 {
		e.Center = math.NaN()
		return e
	}
	tail := (1 - confidence) / 2
	if k > 0 {
		// P(X ≥ k) grows with p.
		e.Lo = bisect(func(p float64) bool { return binomialTail(k, n, p) < tail })
	}
	if k < n {
		e.Hi = bisect(func(p float64) bool { return 1-binomialTail(k+1, n, p) > tail })
	}
	return e
}

// bisect returns where below, true at 0, becomes false on the way to 1.
func bisect(below func(float64) bool) float64 {
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; below(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// binomialTail returns the probability of k or more of n at probability p each.
func binomialTail(k, n int, p float64) float64 {
	if p <= 0 || p >= 1 {
		if p >= 1 || k <= 0 {
			return 1
		}
		return 0
	}
	lgamma := func(x int) float64 { v, _ := math.Lgamma(float64(x)); return v }
	sum := 0.0
	for i := k; i <= n; i++ {
		sum += math.Exp(lgamma(n+1) - lgamma(i+1) - lgamma(n-i+1) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return min(1, sum)
}
