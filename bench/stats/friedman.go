package stats

import (
	"math"
	"slices"
)

// Friedman returns the p-value of the hypothesis that all contenders are alike,
// given blocks of values: values[b][c] is that of contender c in block b. It asks
// whether there is any difference at all among several, before pairs of them are
// compared. All blocks hold the same contenders; fewer than two contenders or
// blocks, or equal values only, give 1, and so do blocks of different lengths and values
// that are not finite.
//
// Equal values of a block share their mean rank. Up to three contenders and twenty
// blocks the p-value is exact, from all orders that the ranks of each block can have;
// beyond, it is that of the chi-square approximation with the correction for ties.
//
// Source: Friedman 1937; Hollander & Wolfe, "Nonparametric Statistical Methods",
// §7.1, (7.5) and (7.8).
func Friedman(values [][]float64) float64 {
	n := len(values)
	if n < 2 || len(values[0]) < 2 {
		return 1
	}
	k := len(values[0])
	if slices.ContainsFunc(values, func(block []float64) bool { return len(block) != k }) || !allFinite(values...) {
		return 1
	}
	sums := make([]float64, k) // of ranks
	ties := 0.0
	ranks := make([][]float64, n)
	for b, block := range values {
		var t float64
		ranks[b], t = midRanks(block)
		ties += t
		for c, r := range ranks[b] {
			sums[c] += r
		}
	}
	mean := float64(n) * float64(k+1) / 2
	spread := 0.0
	for _, s := range sums {
		spread += (s - mean) * (s - mean)
	}
	scale := float64(n*k*(k+1)) - ties/float64(k-1)
	if scale <= 0 {
		return 1 // equal values only
	}
	if k <= 3 && n <= 20 {
		return friedmanExact(ranks, sums)
	}
	return chiSquareTail(12*spread/scale, k-1)
}

// friedmanExact returns the probability that the sums of ranks of two or three
// contenders are as far from equal as these, if every order of the ranks within each
// block is as likely as any other.
func friedmanExact(ranks [][]float64, sums []float64) float64 {
	// dist holds the probability of each sum of the first two (twice, to be whole).
	// With the total, that says what the third is.
	side := 2*len(sums)*len(ranks) + 1
	dist := make([]float64, side*side)
	dist[0] = 1
	total := 0.0
	for _, r := range ranks {
		orders := [][2]int{{0, 1}, {1, 0}}
		if len(r) == 3 {
			orders = [][2]int{{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}}
		}
		next := make([]float64, len(dist))
		for at, p := range dist {
			if p == 0 {
				continue
			}
			for _, o := range orders {
				next[at+int(2*r[o[0]])*side+int(2*r[o[1]])] += p / float64(len(orders))
			}
		}
		dist = next
		for _, x := range r {
			total += x
		}
	}
	spread := func(sums []float64) float64 {
		s := 0.0
		for _, x := range sums {
			s += x * x
		}
		return s
	}
	observed := spread(sums)
	p := 0.0
	for at, q := range dist {
		a, b := float64(at/side)/2, float64(at%side)/2
		these := []float64{a, b}
		if len(sums) == 3 {
			these = append(these, total-a-b)
		}
		if spread(these) >= observed {
			p += q
		}
	}
	return min(1, p)
}

// midRanks returns the rank of each value, from 1, equal ones sharing their mean,
// and the sum of t³−t over groups of t equal values.
func midRanks(values []float64) (ranks []float64, ties float64) {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	ranks = make([]float64, len(values))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && values[order[j]] == values[order[i]] {
			j++
		}
		t := float64(j - i)
		ties += t*t*t - t
		for mean := float64(i+1+j) / 2; i < j; i++ {
			ranks[order[i]] = mean
		}
	}
	return ranks, ties
}

// chiSquareTail returns the probability of a chi-square of k degrees of freedom
// above x. Source: Abramowitz & Stegun, 26.4.4 and 26.4.5.
func chiSquareTail(x float64, k int) float64 {
	if x <= 0 {
		return 1
	}
	// Each term is x^(i/2) · exp(−x/2) / Γ(i/2+1): by logarithms, as either factor alone may
	// be too great or too small for a float64.
	sum, from := 0.0, 0
	if k%2 == 1 {
		sum, from = math.Erfc(math.Sqrt(x/2)), 1
	}
	for i := from; i <= k-2; i += 2 {
		gamma, _ := math.Lgamma(float64(i)/2 + 1)
		sum += math.Exp(float64(i)/2*math.Log(x/2) - x/2 - gamma)
	}
	return min(1, sum)
}
