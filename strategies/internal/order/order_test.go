package order

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// check compares Descending with the stable sort of the standard library.
func check(t *testing.T, keys []int64) {
	t.Helper()
	want := make([]int32, len(keys))
	for i := range want {
		want[i] = int32(i)
	}
	slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(keys[b], keys[a]) })
	calls := make([]int, len(keys))
	got := Descending(len(keys), func(i int) int64 {
		calls[i]++
		return keys[i]
	})
	if len(got) != len(want) {
		t.Fatalf("Descending of %d keys: %d numbers", len(keys), len(got))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("Descending of %d keys: place %d has number %d, want %d", len(keys), i, got[i], want[i])
		}
	}
	if i := slices.IndexFunc(calls, func(n int) bool { return n != 1 }); i >= 0 {
		t.Errorf("Descending: asked for key %d %d times, want 1", i, calls[i])
	}
}

func TestDescending(t *testing.T) {
	check(t, nil)
	check(t, []int64{math.MinInt64, math.MaxInt64, 0, math.MaxInt64, math.MinInt64})
	check(t, []int64{math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 - 1})
	check(t, []int64{math.MinInt64 + 1, math.MinInt64, math.MinInt64 + 1})
	rng := rand.New(rand.NewPCG(1, 2))
	for _, spread := range []int64{1, 5, 255, 256, 257, 10_000, math.MaxInt64} {
		for range 20 {
			keys := make([]int64, rng.IntN(300))
			for i := range keys {
				keys[i] = rng.Int64N(spread) - spread/2
			}
			check(t, keys)
		}
	}
}

func FuzzDescending(f *testing.F) {
	f.Add([]byte("abca"), int64(1))
	f.Add([]byte{0, 255, 3}, int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, levels []byte, scale int64) {
		keys := make([]int64, len(levels))
		for i, level := range levels {
			keys[i] = int64(level) * scale
		}
		check(t, keys)
	})
}

func TestDescendingOfNegativeNumberPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Descending(-1) did not panic")
		}
	}()
	Descending(-1, nil)
}

// BenchmarkDescending sorts 100,000 jobs; ns/job is the figure to compare.
func BenchmarkDescending(b *testing.B) {
	const jobs = 100_000
	for _, tt := range []struct {
		name   string
		spread int64
	}{{"levels=5", 5}, {"levels=any", math.MaxInt64}} {
		rng := rand.New(rand.NewPCG(1, 2))
		keys := make([]int64, jobs)
		for i := range keys {
			keys[i] = rng.Int64N(tt.spread)
		}
		b.Run(tt.name, func(b *testing.B) {
			for b.Loop() {
				Descending(jobs, func(i int) int64 { return keys[i] })
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/jobs, "ns/job")
		})
	}
}
