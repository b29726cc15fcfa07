package stats

import (
	"math"
	"slices"
)

// Shift returns by how much the values of b are greater than those of a: the
// median of all differences b − a, and the interval of at least that confidence
// which inverts the Mann-Whitney test. It is for samples that are not paired, and
// leaves both as they are. With 95 % confidence four values each are the fewest
// that give a finite interval. An empty sample gives NaN, and so does one with a value
// that is not finite; a confidence that is not from 0 to below 1 gives no finite
// interval. A difference beyond the greatest float64 counts as that. It takes n log n
// steps.
//
// The interval runs from the k-th smallest to the k-th greatest difference, k
// being the greatest for which P(U ≤ k−1) ≤ (1−confidence)/2. Ties make it wider
// than it need be, never narrower.
//
// Source: Hodges & Lehmann 1963; Hollander & Wolfe, "Nonparametric Statistical
// Methods", §4.2 and §4.3.
func Shift(a, b []float64, confidence float64) Estimate {
	if len(a) == 0 || len(b) == 0 || !allFinite(a, b) {
		return Unknown()
	}
	// A difference b − a is at most v where −a, in ascending order, plus b is.
	negated := make([]float64, len(a))
	for i, x := range a {
		negated[i] = -x
	}
	slices.Sort(negated)
	sorted := slices.Sorted(slices.Values(b))
	n := int64(len(a)) * int64(len(b))
	difference := combined(n, func(yield func(float64)) {
		for _, x := range negated {
			for _, y := range sorted {
				yield(x + y)
			}
		}
	}, func(v float64) int64 {
		return pairs(negated, sorted, func(x, y float64) bool { return x+y <= v })
	})
	e := Estimate{halfway(difference((n+1)/2), difference(n/2+1)), math.Inf(-1), math.Inf(1)}
	if tail, ok := tailOf(confidence); ok {
		if k := min(shiftOrder(len(a), len(b), tail), (n+1)/2); k > 0 {
			e.Lo, e.Hi = difference(k), difference(n+1-k)
		}
	}
	return e
}

// shiftOrder returns the greatest k with P(U ≤ k−1) ≤ tail for samples of those
// sizes without ties; 0 if there is none.
func shiftOrder(m, n int, tail float64) int64 {
	if m+n > exactLimit {
		// Hollander & Wolfe, (4.21): the normal approximation.
		mean := float64(m) * float64(n) / 2
		sd := math.Sqrt(float64(m) * float64(n) * float64(m+n+1) / 12)
		return max(0, int64(math.Floor(mean+normalQuantile(tail)*sd)))
	}
	sum, k := 0.0, int64(0)
	for _, p := range rankSums(m, n) {
		if sum += p; sum > tail {
			break
		}
		k++
	}
	return k
}

// rankSums returns the probabilities of U = 0 … m·n under the hypothesis of no
// difference, U being how many of the m·n pairs have the value of the one sample
// below that of the other. It adds one value of either sample at a time: the
// greatest of m+n is from the first with probability m/(m+n), and is then above
// all n of the other.
func rankSums(m, n int) []float64 {
	// dist[j] is the distribution for i values of the first sample and j of the
	// other.
	dist := make([][]float64, n+1)
	for j := range dist {
		dist[j] = []float64{1}
	}
	for i := 1; i <= m; i++ {
		next := [][]float64{{1}}
		for j := 1; j <= n; j++ {
			first := float64(i) / float64(i+j)
			p := make([]float64, i*j+1)
			for u, x := range dist[j] { // the greatest is of the first: j pairs more
				p[u+j] += first * x
			}
			for u, x := range next[j-1] {
				p[u] += (1 - first) * x
			}
			next = append(next, p)
		}
		dist = next
	}
	return dist[n]
}
