package queues

import (
	"cmp"
	"math"
	"math/rand/v2"
	"testing"
)

// TestTournament looks for the number with the lowest rank by hand after each change.
func TestTournament(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	keys := []int64{math.MinInt64, -2, -1, 0, 1, 2, math.MaxInt64}
	ties := []int32{math.MinInt32, -1, 0, 1, math.MaxInt32}
	for n := 1; n < 40; n++ {
		ranks := make([]Rank, n)
		tour := NewTournament(n)
		for range 200 {
			want := 0
			for i, r := range ranks {
				if cmp.Or(cmp.Compare(r.Key, ranks[want].Key), cmp.Compare(r.Tie, ranks[want].Tie)) < 0 {
					want = i
				}
			}
			if got := tour.Least(); got != want {
				t.Fatalf("Least of %v is %d, want %d", ranks, got, want)
			}
			changed := rng.IntN(n)
			ranks[changed] = Rank{keys[rng.IntN(len(keys))], ties[rng.IntN(len(ties))]}
			tour.Set(changed, ranks[changed])
		}
	}
}
