package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// shapes are values that fill buckets unevenly.
var shapes = map[string]func(*rand.Rand) time.Duration{
	"exponential": func(r *rand.Rand) time.Duration { return time.Duration(r.ExpFloat64() * 1e6) },
	"few values":  func(r *rand.Rand) time.Duration { return time.Duration(r.IntN(5)) },
	"one value":   func(*rand.Rand) time.Duration { return 7 },
	"heavy tail":  func(r *rand.Rand) time.Duration { return time.Duration(math.Pow(r.Float64(), -4)) },
	"extremes": func(r *rand.Rand) time.Duration {
		return [3]time.Duration{math.MinInt64, 0, math.MaxInt64}[r.IntN(3)]
	},
	"mostly zero": func(r *rand.Rand) time.Duration { return max(0, time.Duration(r.NormFloat64()*1e6-1e6)) },
	"signed":      func(r *rand.Rand) time.Duration { return time.Duration(r.NormFloat64() * 1e9) },
}

// TestAtRanks holds selecting to sorting.
func TestAtRanks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, draw := range shapes {
		for _, n := range []int{1, fewKeys, fewKeys + 1, 20_000} {
			keys := make([]uint64, n)
			for i := range keys {
				keys[i] = keyOf(draw(r))
			}
			ranks := []int{0, n - 1}
			for range 30 {
				ranks = append(ranks, r.IntN(n))
			}
			slices.Sort(ranks)
			got, left := atRanks(keys, ranks), slices.Clone(keys)
			slices.Sort(keys)
			for i, k := range ranks {
				if got[i] != keys[k] {
					t.Fatalf("%s, %d keys: at rank %d %v, want %v", name, n, k, durationOf(got[i]), durationOf(keys[k]))
				}
			}
			slices.Sort(left)
			if !slices.Equal(left, keys) {
				t.Fatalf("%s, %d keys: they are no longer the same", name, n)
			}
		}
	}
}

// TestSortTimes holds sorting by digits to sorting by comparison.
func TestSortTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for name, draw := range shapes {
		for _, n := range []int{0, 1, fewKeys, fewKeys + 1, 20_000} {
			times := make([]time.Duration, n)
			for i := range times {
				times[i] = draw(r)
			}
			want := slices.Sorted(slices.Values(times))
			sortTimes(times, make([]time.Duration, n))
			if !slices.Equal(times, want) {
				t.Fatalf("%s: %d times are not sorted", name, n)
			}
			sortTimes(times, nil) // sorted: no scratch is needed
		}
	}
}

func BenchmarkRanks(b *testing.B) {
	for name, draw := range shapes {
		r := rand.New(rand.NewPCG(1, 1))
		keys := make([]uint64, 1_000_000)
		for i := range keys {
			keys[i] = keyOf(draw(r))
		}
		b.Run(fmt.Sprintf("values=%s", name), func(b *testing.B) {
			for b.Loop() {
				atRanks(keys, []int{len(keys) / 2, len(keys) / 100 * 95, len(keys) / 100 * 99, len(keys) - 1})
			}
		})
	}
}
