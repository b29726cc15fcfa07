package stats

import (
	"cmp"
	"math"
	"slices"
)

// Holm returns the p-values adjusted for their number, in the same order: an
// adjusted value of at most alpha rejects, and the chance of any wrong rejection
// among all of them is at most alpha, however they depend on each other. It
// leaves p as it is. NaN counts as 1, and what is below 0 or above 1 as that.
//
// The i-th smallest of m becomes the greatest of p(j)·(m−j+1) over j ≤ i, at
// most 1. Source: Holm 1979, "A simple sequentially rejective multiple test
// procedure".
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	clean := make([]float64, len(p))
	for i, x := range p {
		clean[i] = max(0, min(1, x))
		if math.IsNaN(x) {
			clean[i] = 1
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(clean[a], clean[b]) })
	adjusted := make([]float64, len(p))
	running := 0.0
	for i, at := range order {
		running = max(running, min(1, clean[at]*float64(len(p)-i)))
		adjusted[at] = running
	}
	return adjusted
}
