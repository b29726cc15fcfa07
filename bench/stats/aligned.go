package stats

import (
	"cmp"
	"math"
	"slices"
)

// AlignedRanks returns the two-sided p-value that the first of several samples differs
// from the others no more than chance makes it, and which way it differs: 1 if its values
// are greater, -1 if smaller, 0 if neither. The i-th values of all samples belong to one
// block, such as a round; what the values of a block have in common is no difference.
//
// In each block the mean of the block is taken off, what is left is ranked over all blocks,
// equal values sharing their mean rank, and the statistic is the sum of the ranks of the
// first sample. The p-value is conditional: in each block each of the values at hand is as
// likely as any other to be that of the first sample. So it is exact however the blocks
// depend on each other, and with any ties; a block of equal values says nothing. Turning
// the order of all values around changes the direction and no p-value. Up to 100 blocks it
// comes from all these possibilities, beyond from the normal approximation.
//
// Samples of different lengths, none but the first, no blocks, and values that are not
// finite give 1 and 0.
//
// Note: values that differ by rounding only are no tie. Whole numbers below 2⁵³ divided by
// twice the number of samples are aligned without rounding.
//
// Source: Hodges & Lehmann 1962, "Rank methods for combination of independent experiments
// in analysis of variance", Annals of Mathematical Statistics 33.
func AlignedRanks(first []float64, others ...[]float64) (p float64, towards int) {
	samples := append([][]float64{first}, others...)
	uneven := func(s []float64) bool { return len(s) != len(first) }
	if len(first) == 0 || len(others) == 0 || slices.ContainsFunc(samples, uneven) || !allFinite(samples...) {
		return 1, 0
	}
	blocks := alignedRanks(samples)
	k := len(samples)
	// Of each block, by how much the rank of each value is above the mean, times 2k to be
	// whole.
	observed := int64(0)
	for b, ranks := range blocks {
		total := 0
		for _, r := range ranks {
			total += r
		}
		for i := range ranks {
			blocks[b][i] = k*ranks[i] - total
		}
		observed += int64(blocks[b][0])
	}
	towards = cmp.Compare(observed, 0)
	if towards < 0 {
		// Turned around, so that both ways give the same p-value to the last digit.
		observed = -observed
		for _, block := range blocks {
			for i := range block {
				block[i] = -block[i]
			}
		}
	}
	blocks = slices.DeleteFunc(blocks, func(block []int) bool { return slices.Min(block) == slices.Max(block) })
	switch {
	case len(blocks) == 0, towards == 0:
		return 1, 0
	case len(blocks) > exactLimit:
		return alignedNormal(blocks, observed), towards
	}
	return alignedExact(blocks, observed), towards
}

// alignedRanks returns twice the ranks of the aligned values, by block and sample.
func alignedRanks(samples [][]float64) [][]int {
	n, k := len(samples[0]), float64(len(samples))
	all := make([]float64, 0, n*len(samples))
	for _, s := range samples {
		all = append(all, s...)
	}
	all, _ = scaled(all)
	aligned := make([]float64, len(all))
	for b := range n {
		sum := 0.0
		for at := b; at < len(all); at += n {
			sum += all[at]
		}
		for at := b; at < len(all); at += n {
			aligned[at] = k*all[at] - sum // k times, so that whole numbers stay whole
		}
	}
	ranks, _ := midRanks(aligned)
	blocks := make([][]int, n)
	for b := range blocks {
		for at := b; at < len(ranks); at += n {
			blocks[b] = append(blocks[b], int(2*ranks[at]))
		}
	}
	return blocks
}

// alignedExact returns the probability of a sum as far from 0 as that observed, which is
// not below 0, if one value of each block is drawn.
func alignedExact(blocks [][]int, observed int64) float64 {
	lo, hi := 0, 0
	for _, block := range blocks {
		lo, hi = lo+slices.Min(block), hi+slices.Max(block)
	}
	dist := make([]float64, hi-lo+1)
	next := make([]float64, len(dist))
	dist[0] = 1 // at the sum of the smallest of no block
	reach := 0  // the greatest index in use
	for _, block := range blocks {
		least := slices.Min(block)
		clear(next[:min(len(next), reach+slices.Max(block)-least+1)])
		for at, q := range dist[:reach+1] {
			if q == 0 {
				continue
			}
			for _, x := range block {
				next[at+x-least] += q / float64(len(block))
			}
		}
		reach += slices.Max(block) - least
		dist, next = next, dist
	}
	p := 0.0
	for at, q := range dist {
		if sum := int64(lo + at); sum >= observed || sum <= -observed {
			p += q
		}
	}
	return min(1, p)
}

// alignedNormal approximates alignedExact: the values of a block have mean 0.
func alignedNormal(blocks [][]int, observed int64) float64 {
	variance := 0.0
	for _, block := range blocks {
		for _, x := range block {
			variance += float64(x) * float64(x) / float64(len(block))
		}
	}
	return min(1, 2*normalCDF(-float64(observed)/math.Sqrt(variance)))
}
