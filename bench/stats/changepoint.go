package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// permutations is how many the test of a change point draws.
const permutations = 999

// ChangePoints returns where a series changes its distribution: the indexes at which
// a new stretch begins, in ascending order. Stretches have at least minSize values,
// which is at least 2. Each change is significant at alpha by a permutation test of
// its stretch, given the changes found before; the same seed gives the same answer.
//
// It is E-divisive with exponent 1: the series is cut where the energy distance
// between the two sides is greatest, and the sides are cut again, until the best cut
// is no better than what shuffled stretches give. It assumes nothing of the
// distribution but that values do not depend on each other.
//
// Source: Matteson & James 2014, "A nonparametric approach for multiple change point
// analysis of multivariate data", JASA 109; used for performance by Daly et al.
// 2020, "The use of change point detection to identify software performance
// regressions in a continuous integration system", ICPE.
func ChangePoints(x []float64, minSize int, alpha float64, seed uint64) []int {
	minSize = max(minSize, 2)
	rng := rand.New(rand.NewPCG(seed, 0x65646976))
	var found []int
	var cut func(lo, hi int)
	cut = func(lo, hi int) {
		if hi-lo < 2*minSize {
			return
		}
		stretch := slices.Clone(x[lo:hi])
		at, best := bestCut(stretch, minSize)
		if !(best > 0) {
			return
		}
		atLeast := 1
		for range permutations {
			rng.Shuffle(len(stretch), func(a, b int) { stretch[a], stretch[b] = stretch[b], stretch[a] })
			if _, q := bestCut(stretch, minSize); q >= best-1e-9*math.Abs(best) { // the same but for rounding
				atLeast++
			}
			// Enough to know that it will not be significant.
			if float64(atLeast) > alpha*float64(permutations+1) {
				return
			}
		}
		found = append(found, lo+at)
		cut(lo, lo+at)
		cut(lo+at, hi)
	}
	cut(0, len(x))
	slices.Sort(found)
	return found
}

// bestCut returns the cut of x with the greatest scaled energy distance between its
// sides, and that distance. It takes n² steps.
func bestCut(x []float64, minSize int) (at int, best float64) {
	n := len(x)
	// Sums of |xi − xj| within the left side, within the right, and between.
	var left, right, between float64
	for i := range n {
		for j := range i {
			right += math.Abs(x[i] - x[j])
		}
	}
	best = math.Inf(-1)
	for k := 1; k < n; k++ {
		// x[k-1] goes from the right side to the left.
		toLeft, toRight := 0.0, 0.0
		for j := range k - 1 {
			toLeft += math.Abs(x[k-1] - x[j])
		}
		for j := k; j < n; j++ {
			toRight += math.Abs(x[k-1] - x[j])
		}
		left += toLeft
		right -= toRight
		between += toRight - toLeft
		if k < minSize || n-k < minSize {
			continue
		}
		l, r := float64(k), float64(n-k)
		distance := 2*between/(l*r) - 2*left/(l*(l-1)) - 2*right/(r*(r-1))
		if q := l * r / (l + r) * distance; q > best {
			at, best = k, q
		}
	}
	return at, best
}
