package stats

import (
	"math"
	"slices"
)

// maxRounds is the most rounds that are ever advised. What needs more is, for
// any practical end, a tie.
const maxRounds = 1000

// FewestRounds returns the fewest rounds at which the signed-rank test can reach
// alpha at all when it is one of m comparisons: with every sign alike its
// p-value is 2/2^n, and Holm multiplies it by up to m. It is at least 1, and
// [math.MaxInt] for an alpha that no number of rounds reaches: 0, less, or NaN.
func FewestRounds(m int, alpha float64) int {
	if !(alpha > 0) {
		return math.MaxInt
	}
	return max(1, int(math.Ceil(1+math.Log2(float64(max(m, 1)))-math.Log2(alpha))))
}

// RoundsNeeded forecasts how many rounds, in all, would tell a contender from
// the leader with 80 % probability, given its differences so far; 0 means that
// more than maxRounds would.
//
// The rule is that of Noether 1987, "Sample size determination for some common
// nonparametric tests": n = (z_{α/2} + z_β)² / (3·(p − 1/2)²), where p is the
// probability that two differences have a positive sum, here the share of such
// pairs among the rounds seen, and α is divided by the m comparisons. The
// forecast is never below FewestRounds, nor below one and a half times the
// rounds that did not suffice.
//
// Differences that are not finite forecast nothing: 0. It takes n log n steps.
func RoundsNeeded(d []float64, m int, alpha float64) int {
	least := max(FewestRounds(m, alpha), (3*len(d)+1)/2)
	if least > maxRounds || !allFinite(d) {
		return 0
	}
	if len(d) < 2 {
		return least
	}
	sorted := slices.Sorted(slices.Values(d))
	atMost := ownPairs(sorted, true, func(x, y float64) bool { return x+y <= 0 })
	below := ownPairs(sorted, true, func(x, y float64) bool { return x+y < 0 })
	all := float64(len(d)) * float64(len(d)-1) / 2
	positive := all - float64(atMost) + float64(atMost-below)/2
	const power = 0.8
	z := normalQuantile(1-alpha/float64(2*max(m, 1))) + normalQuantile(power)
	off := positive/all - 0.5
	n := z * z / (3 * off * off) // +Inf when off is 0
	if !(n <= maxRounds) {
		return 0
	}
	return max(least, int(math.Ceil(n)))
}
