// Package order sorts the jobs of a batch once, before the first one starts.
package order

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Descending returns the numbers 0 to n-1 in the order of their keys, greatest
// first; numbers with equal keys stay in order. It calls key once per number.
//
// It panics if n is negative or exceeds the 32 bits of a job number here.
//
// Note: a batch has few levels of priority, so it counts them, which costs a few
// nanoseconds a job against hundreds for a heap. Where the keys spread wide it
// sorts.
func Descending(n int, key func(i int) int64) []int32 {
	if n < 0 || n > math.MaxInt32 {
		panic(fmt.Sprintf("order: %d numbers, want 0 to %d", n, math.MaxInt32))
	}
	if n == 0 {
		return nil
	}
	keys := make([]int64, n)
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range keys {
		k := key(i)
		keys[i] = k
		lo, hi = min(lo, k), max(hi, k)
	}
	// Unsigned, because the difference of two int64 need not be one.
	if spread := uint64(hi) - uint64(lo); spread < uint64(n)+minLevels {
		return count(keys, hi, int(spread)+1)
	}
	return compare(keys)
}

// minLevels is how many levels are worth counting even for a tiny batch.
const minLevels = 256

// count is a counting sort over the levels hi, hi-1 and so on.
func count(keys []int64, hi int64, levels int) []int32 {
	next := make([]int32, levels)
	for _, k := range keys {
		next[hi-k]++
	}
	sum := int32(0)
	for level, c := range next {
		next[level] = sum
		sum += c
	}
	sorted := make([]int32, len(keys))
	for i, k := range keys {
		sorted[next[hi-k]] = int32(i)
		next[hi-k]++
	}
	return sorted
}

// compare sorts keys of any spread. The number breaks ties, which makes the
// quicker unstable sort stable.
func compare(keys []int64) []int32 {
	sorted := make([]int32, len(keys))
	for i := range sorted {
		sorted[i] = int32(i)
	}
	slices.SortFunc(sorted, func(a, b int32) int {
		return cmp.Or(cmp.Compare(keys[b], keys[a]), cmp.Compare(a, b))
	})
	return sorted
}
