package ring

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestModel drives a Ring and a plain slice through the same random calls.
func TestModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var r Ring
	var model []int
	next := 0
	for step := range 20_000 {
		if rng.IntN(5) < 2+step/4000%2 { // long stretches that grow, and that shrink
			r.Push(next)
			model = append(model, next)
			next++
		} else {
			dst := make([]int, rng.IntN(4))
			k := r.Pop(dst)
			want := min(len(dst), len(model))
			if k != want || !slices.Equal(dst[:k], model[:want]) {
				t.Fatalf("step %d: Pop(%d) = %v, want %v", step, len(dst), dst[:k], model[:want])
			}
			model = model[k:]
		}
		if r.Len() != len(model) {
			t.Fatalf("step %d: Len() = %d, want %d", step, r.Len(), len(model))
		}
	}
}
