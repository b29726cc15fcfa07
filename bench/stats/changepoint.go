package stats

import (
	"cmp"
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
// distribution but that values do not depend on each other. It takes n log n steps for
// each of up to 999 shuffles of a stretch. A series with a value that is not finite has no
// change points, and an alpha of 0 or NaN finds none.
//
// Source: Matteson & James 2014, "A nonparametric approach for multiple change point
// analysis of multivariate data", JASA 109; used for performance by Daly et al.
// 2020, "The use of change point detection to identify software performance
// regressions in a continuous integration system", ICPE.
func ChangePoints(x []float64, minSize int, alpha float64, seed uint64) []int {
	minSize = max(minSize, 2)
	if !allFinite(x) || !(alpha > 0) || len(x)/2 < minSize {
		return nil
	}
	x, _ = scaled(x)
	rng := rand.New(rand.NewPCG(seed, 0x65646976))
	var found []int
	var cut func(lo, hi int)
	cut = func(lo, hi int) {
		if (hi-lo)/2 < minSize {
			return
		}
		stretch, places := slices.Clone(x[lo:hi]), ranksOf(x[lo:hi])
		at, best := bestCut(stretch, places, minSize)
		if !(best > 0) {
			return
		}
		atLeast := 1
		for range permutations {
			rng.Shuffle(len(stretch), func(a, b int) {
				stretch[a], stretch[b] = stretch[b], stretch[a]
				places[a], places[b] = places[b], places[a]
			})
			if _, q := bestCut(stretch, places, minSize); q >= best-1e-9*math.Abs(best) { // the same but for rounding
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
// sides, and that distance, given the rank of each value from 1.
func bestCut(x []float64, ranks []int, minSize int) (at int, best float64) {
	n := len(x)
	// Sums of |xi − xj| within the left side, within the right, and between.
	var left, right, between float64
	l, r := newSide(n), newSide(n)
	for i := range n {
		right += r.distance(x[i], ranks[i])
		r.add(x[i], ranks[i], 1)
	}
	best = math.Inf(-1)
	for k := 1; k < n; k++ {
		// x[k-1] goes from the right side to the left.
		v, rank := x[k-1], ranks[k-1]
		r.add(v, rank, -1)
		toLeft, toRight := l.distance(v, rank), r.distance(v, rank)
		l.add(v, rank, 1)
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

// ranksOf returns the rank of each value, from 1; of equal ones in any order.
func ranksOf(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	ranks := make([]int, len(x))
	for i, at := range order {
		ranks[at] = i + 1
	}
	return ranks
}

// A side is a set of values that knows how many are below a rank, and their sum, in log n
// steps (Fenwick 1994, "A new data structure for cumulative frequency tables").
type side struct {
	counts, sums []float64
	count, sum   float64 // of all
}

func newSide(n int) *side {
	return &side{counts: make([]float64, n+1), sums: make([]float64, n+1)}
}

// add adds a value, or with times −1 takes it away.
func (s *side) add(v float64, rank int, times float64) {
	s.count += times
	s.sum += times * v
	for ; rank < len(s.counts); rank += rank & -rank {
		s.counts[rank] += times
		s.sums[rank] += times * v
	}
}

// distance returns the sum of the distances from a value to all of the side.
func (s *side) distance(v float64, rank int) float64 {
	below, sum := 0.0, 0.0
	for ; rank > 0; rank -= rank & -rank {
		below += s.counts[rank]
		sum += s.sums[rank]
	}
	return below*v - sum + (s.sum - sum) - (s.count-below)*v
}
