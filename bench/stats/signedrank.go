package stats

import (
	"cmp"
	"math"
	"slices"
)

// exactLimit is the greatest number of pairs for which null distributions are
// computed exactly.
//
// Note: the work grows with the cube of the number of pairs: half a million
// additions for 100. At 100 pairs the normal approximation is within 0.002 of
// the exact p-value (Lehmann 1975, §3.2).
const exactLimit = 100

// SignedRank returns the two-sided p-value of the Wilcoxon signed-rank test that
// the differences are symmetric about 0. It leaves d as it is. No differences,
// only zeros, or one that is not finite give 1.
//
// Up to 100 differences it is exact, also with ties: equal sizes share their
// mean rank, and the p-value comes from all 2^n assignments of signs to the
// ranks at hand. Zeros are ranked with the others and then lose their ranks
// (Pratt 1959, "Remarks on zeros and ties in the Wilcoxon signed rank
// procedures"): dropping them first can make a difference look surer because
// more rounds showed none. Beyond 100 it is the normal approximation with
// continuity correction.
//
// Source: Wilcoxon 1945; Hollander & Wolfe, "Nonparametric Statistical Methods",
// §3.1; Lehmann 1975, "Nonparametrics", §3.2.
func SignedRank(d []float64) float64 {
	if !allFinite(d) {
		return 1
	}
	ranks, positive := doubledRanks(d)
	if len(ranks) == 0 {
		return 1
	}
	total := int64(0)
	for _, r := range ranks {
		total += int64(r)
	}
	// The distribution is symmetric about total/2.
	t := min(positive, total-positive)
	if len(ranks) > exactLimit {
		return min(1, 2*normalTail(ranks, t))
	}
	return min(1, 2*cumulative(signSums(ranks, int(t))))
}

// Direction returns which way the differences point, as [SignedRank] weighs them: 1 if
// the ranks of the positive ones have the greater sum, -1 if those of the negative ones
// have, and 0 if neither, or if one is not finite.
func Direction(d []float64) int {
	if !allFinite(d) {
		return 0
	}
	ranks, positive := doubledRanks(d)
	total := int64(0)
	for _, r := range ranks {
		total += int64(r)
	}
	return cmp.Compare(2*positive, total)
}

// doubledRanks returns twice the ranks of the sizes of the nonzero values, and
// the sum of those that belong to positive ones. Twice, because mean ranks of
// ties are halves.
func doubledRanks(d []float64) (ranks []int, positive int64) {
	sorted := slices.Clone(d)
	slices.SortFunc(sorted, func(a, b float64) int { return cmp.Compare(math.Abs(a), math.Abs(b)) })
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && math.Abs(sorted[j]) == math.Abs(sorted[i]) {
			j++
		}
		rank := i + 1 + j // twice the mean of ranks i+1 … j
		for ; i < j; i++ {
			if sorted[i] == 0 {
				continue
			}
			ranks = append(ranks, rank)
			if sorted[i] > 0 {
				positive += int64(rank)
			}
		}
	}
	return ranks, positive
}

// signSums returns the probabilities of the sums 0 … limit of those ranks whose
// fair coin shows heads, by dynamic programming over the ranks.
func signSums(ranks []int, limit int) []float64 {
	dist := make([]float64, limit+1)
	dist[0] = 1
	for _, r := range ranks {
		for s := limit; s >= 0; s-- {
			dist[s] /= 2
			if s >= r {
				dist[s] += dist[s-r] / 2
			}
		}
	}
	return dist
}

// cumulative returns the sum of probabilities.
func cumulative(dist []float64) float64 {
	sum := 0.0
	for _, p := range dist {
		sum += p
	}
	return sum
}

// normalTail approximates the probability of a sum of at most t: mean Σr/2,
// variance Σr²/4 (Lehmann 1975, §3.2).
func normalTail(ranks []int, t int64) float64 {
	var sum, squares float64
	for _, r := range ranks {
		sum += float64(r)
		squares += float64(r) * float64(r)
	}
	// A step of the undoubled sum is 2 here, so half a step is 1.
	return normalCDF((float64(t) + 1 - sum/2) / math.Sqrt(squares/4))
}

func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// normalQuantile is the inverse of normalCDF.
func normalQuantile(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }
