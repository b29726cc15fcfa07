package stats

import (
	"math"
	"slices"
)

// HodgesLehmann returns the median of the Walsh averages (xi+xj)/2, i ≤ j, of
// the sample, and the interval of at least that confidence which inverts the
// signed-rank test. It leaves d as it is. With 95 % confidence six values are
// the fewest that give a finite interval. An empty sample gives NaN, and so does one
// with a value that is not finite; a confidence that is not from 0 to below 1 gives no
// finite interval. It takes n log n steps.
//
// The interval runs from the k-th smallest to the k-th greatest Walsh average,
// k being the greatest for which P(T⁺ ≤ k−1) ≤ (1−confidence)/2. Ties and zeros
// make it wider than it need be, never narrower.
//
// Source: Hodges & Lehmann 1963; Hollander & Wolfe, §3.2 and §3.3.
func HodgesLehmann(d []float64, confidence float64) Estimate {
	if len(d) == 0 || !allFinite(d) {
		return Unknown()
	}
	sorted := slices.Sorted(slices.Values(d))
	n := int64(len(d)) * int64(len(d)+1) / 2
	average := combined(n, func(yield func(float64)) {
		for i, x := range sorted {
			for _, y := range sorted[i:] {
				yield(halfway(x, y))
			}
		}
	}, func(v float64) int64 {
		return ownPairs(sorted, false, func(x, y float64) bool { return halfway(x, y) <= v })
	})
	e := Estimate{halfway(average((n+1)/2), average(n/2+1)), math.Inf(-1), math.Inf(1)}
	if tail, ok := tailOf(confidence); ok {
		if k := min(walshOrder(len(d), tail), (n+1)/2); k > 0 {
			e.Lo, e.Hi = average(k), average(n+1-k)
		}
	}
	return e
}

// walshOrder returns the greatest k with P(T⁺ ≤ k−1) ≤ tail for n pairs without
// ties; 0 if there is none.
func walshOrder(n int, tail float64) int64 {
	if n > exactLimit {
		// Hollander & Wolfe, (3.20): the same normal approximation.
		mean := float64(n) * float64(n+1) / 4
		sd := math.Sqrt(float64(n) * float64(n+1) * float64(2*n+1) / 24)
		return max(0, int64(math.Floor(mean+normalQuantile(tail)*sd)))
	}
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = i + 1
	}
	sum, k := 0.0, int64(0)
	for _, p := range signSums(ranks, n*(n+1)/4) {
		sum += p
		if sum > tail {
			break
		}
		k++
	}
	return k
}

// Median returns the median of the values, which it leaves as they are; NaN of none, or
// where one is NaN.
func Median(values []float64) float64 {
	if len(values) == 0 || slices.ContainsFunc(values, math.IsNaN) {
		return math.NaN()
	}
	return median(slices.Sorted(slices.Values(values)))
}

// median returns the median of ascending values.
func median(sorted []float64) float64 {
	n := len(sorted)
	return halfway(sorted[(n-1)/2], sorted[n/2])
}
