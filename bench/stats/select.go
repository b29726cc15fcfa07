package stats

import (
	"math"
	"slices"
)

// mostSorted is how many combinations of values are computed and sorted at most; of more
// the k-th is found without.
//
// Note: for 20 values sorting the 210 averages is several times as fast as four searches.
const mostSorted = 5000

// combined returns a function that gives the k-th smallest, from 1, of n combinations of
// values: each yields them all, atMost says how many are not greater than a value. Of
// 50,000 values there are more pairs than a 32-bit int holds.
func combined(n int64, each func(yield func(float64)), atMost func(float64) int64) func(k int64) float64 {
	if n > mostSorted {
		return func(k int64) float64 { return kth(k, atMost) }
	}
	all := make([]float64, 0, n)
	each(func(x float64) { all = append(all, max(-math.MaxFloat64, min(math.MaxFloat64, x))) })
	slices.Sort(all)
	return func(k int64) float64 { return all[k-1] }
}

// kth returns the smallest float64 for which atMost, which says how many of some values
// are not greater, is at least k: the k-th smallest of these values, without having them
// in memory. It asks 64 times at the most. The values are finite, and more than k−1.
func kth(k int64, atMost func(float64) int64) float64 {
	lo, hi := ordinal(-math.MaxFloat64), ordinal(math.MaxFloat64)
	for lo < hi {
		// Halfway down, without overflow.
		mid := lo + int64((uint64(hi)-uint64(lo))/2)
		if atMost(fromOrdinal(mid)) >= k {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return fromOrdinal(lo)
}

// ordinal numbers the float64 in ascending order; both zeros are 0.
func ordinal(x float64) int64 {
	o := int64(math.Float64bits(x))
	if o < 0 {
		o = math.MinInt64 - o
	}
	return o
}

func fromOrdinal(o int64) float64 {
	if o < 0 {
		o = math.MinInt64 - o
	}
	return math.Float64frombits(uint64(o))
}

// pairs counts the pairs of a and b for which below holds, given ascending values and
// a below that, once false, stays so as either value grows.
func pairs(a, b []float64, below func(x, y float64) bool) int64 {
	n, j := int64(0), len(b)
	for _, x := range a {
		for j > 0 && !below(x, b[j-1]) {
			j--
		}
		n += int64(j)
	}
	return n
}

// ownPairs counts the pairs i ≤ j of a sample for which below, which asks for no order,
// holds; with none of a value and itself if distinct.
func ownPairs(a []float64, distinct bool, below func(x, y float64) bool) int64 {
	self := int64(0)
	for _, x := range a {
		if below(x, x) {
			self++
		}
	}
	// Both orders of each pair, and each value with itself once.
	both := pairs(a, a, below)
	if distinct {
		return (both - self) / 2
	}
	return (both + self) / 2
}
