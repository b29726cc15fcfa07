package stats

import "math"

// Proportion returns the share k of n and the interval of at least that confidence
// for the probability behind it, by Clopper and Pearson; of more than a million by
// Wilson's approximation, which is then as good. What is not a share, of n ≤ 0 or with k
// out of 0 … n, gives (NaN, 0, 1); a confidence that is not from 0 to below 1 gives the
// share with the whole interval.
//
// Source: Clopper & Pearson 1934, "The use of confidence or fiducial limits
// illustrated in the case of the binomial", Biometrika 26.
func Proportion(k, n int, confidence float64) Estimate {
	if n <= 0 || k < 0 || k > n {
		return Estimate{math.NaN(), 0, 1}
	}
	e := Estimate{float64(k) / float64(n), 0, 1}
	tail, ok := tailOf(confidence)
	if !ok {
		return e
	}
	if n > exactShares {
		return wilson(e.Center, float64(n), normalQuantile(1-tail))
	}
	if k > 0 {
		// P(X ≥ k) grows with p.
		e.Lo = bisect(func(p float64) bool { return binomialTail(k, n, p) < tail })
	}
	if k < n {
		e.Hi = bisect(func(p float64) bool { return 1-binomialTail(k+1, n, p) > tail })
	}
	return e
}

// exactShares is the greatest n for which the interval of a share is exact.
const exactShares = 1_000_000

// wilson returns the share with its interval by the normal approximation. Source: Wilson
// 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
func wilson(share, n, z float64) Estimate {
	center := (share + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	return Estimate{share, max(0, min(share, center-half)), min(1, max(share, center+half))}
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
	// Far from the mean, by fifty standard deviations, there is nothing to add.
	mean, far := float64(n)*p, 50*math.Sqrt(float64(n)*p*(1-p))+50
	from, to := max(float64(k), math.Floor(mean-far)), min(float64(n), math.Ceil(mean+far))
	if float64(k) > to {
		return 0
	}
	lgamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	sum, all := 0.0, lgamma(float64(n)+1)
	for i := from; i <= to; i++ {
		sum += math.Exp(all - lgamma(i+1) - lgamma(float64(n)-i+1) + i*math.Log(p) + (float64(n)-i)*math.Log1p(-p))
	}
	return min(1, sum)
}
