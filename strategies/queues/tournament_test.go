package queues

import (
	"math/rand/v2"
	"testing"
)

// TestTournament looks for the least number by hand after each change.
func TestTournament(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 40; n++ {
		values := make([]int, n)
		for i := range values {
			values[i] = rng.IntN(10)
		}
		tour := NewTournament(n, func(a, b int) bool { return values[a] < values[b] })
		for range 100 {
			want := 0
			for i, v := range values {
				if v < values[want] {
					want = i
				}
			}
			if got := tour.Least(); got != want {
				t.Fatalf("Least of %v is %d, want %d", values, got, want)
			}
			changed := rng.IntN(n)
			values[changed] = rng.IntN(10)
			tour.Fix(changed)
		}
	}
}
