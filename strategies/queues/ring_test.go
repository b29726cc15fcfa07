package queues

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRing drives a Ring and a plain slice through the same random calls.
func TestRing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var r Ring[int]
	var model []int
	for step := range 20_000 {
		switch op := rng.IntN(10); {
		case op < 4+2*(step/4000%2): // long stretches that grow, and that shrink
			r.Push(step)
			model = append(model, step)
		case op == 9:
			got, ok := r.PopLast()
			if ok != (len(model) > 0) || ok && got != model[len(model)-1] {
				t.Fatalf("step %d: PopLast() = %d, %t, want the last of %v", step, got, ok, model)
			}
			model = model[:max(0, len(model)-1)]
		case op == 8:
			dst := make([]int, rng.IntN(4))
			k := r.Take(dst)
			want := min(len(dst), len(model))
			if k != want || !slices.Equal(dst[:k], model[:want]) {
				t.Fatalf("step %d: Take(%d) = %v, want %v", step, len(dst), dst[:k], model[:want])
			}
			model = model[k:]
		default:
			first, _ := r.First()
			got, ok := r.Pop()
			if ok != (len(model) > 0) || got != first || ok && got != model[0] {
				t.Fatalf("step %d: First() = %d, Pop() = %d, %t, want the first of %v", step, first, got, ok, model)
			}
			model = model[min(1, len(model)):]
		}
		if r.Len() != len(model) {
			t.Fatalf("step %d: Len() = %d, want %d", step, r.Len(), len(model))
		}
	}
}

// TestLetsGo: what has been taken out is not referred to any more.
func TestLetsGo(t *testing.T) {
	var r Ring[*int]
	var h Heap[*int]
	for range 3 {
		r.Push(new(int))
		h.Push(0, new(int))
	}
	r.Pop()
	r.PopLast()
	r.Take(make([]*int, 1))
	h.Pop()
	h.Reset()
	for i, v := range r.slots {
		if v != nil {
			t.Errorf("slot %d of the ring still refers to something", i)
		}
	}
	for i, it := range h.items[:cap(h.items)] {
		if it.value != nil {
			t.Errorf("item %d of the heap still refers to something", i)
		}
	}
}
