package marks

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

// TestModel holds a set to an array of booleans.
func TestModel(t *testing.T) {
	for _, n := range []int{1, 2, 63, 64, 65, 127, 4096, 4097, 300_000} {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		s, model := New(n), make([]bool, n)
		for step := range 4000 {
			i := r.IntN(n)
			if step%2 == 0 {
				i = min(n-1, i%130) // crowded at the low end, sparse elsewhere
			}
			if model[i] = r.IntN(3) > 0; model[i] {
				s.Add(i)
			} else {
				s.Remove(i)
			}
			from := max(0, min(n, i+r.IntN(200)-100))
			want, found := from, false
			for ; want < n && !found; want++ {
				found = model[want]
			}
			if got, ok := s.Next(from); ok != found || ok && got != want-1 {
				t.Fatalf("n = %d, step %d: Next(%d) = %d, %v, want %d, %v", n, step, from, got, ok, want-1, found)
			}
		}
		for i := range model {
			s.Remove(i)
		}
		if i, ok := s.Next(0); ok {
			t.Errorf("n = %d: Next(0) of the empty set = %d", n, i)
		}
	}
}

// TestNextPastTheEnd: there is nothing behind the last number.
func TestNextPastTheEnd(t *testing.T) {
	for _, n := range []int{1, 64, 65, 5000} {
		s := New(n)
		s.Add(n - 1)
		for _, from := range []int{n, n + 1, n + 64, n + 5000} {
			if i, ok := s.Next(from); ok {
				t.Errorf("Next(%d) of {%d} = %d, want none", from, n-1, i)
			}
		}
	}
}

func TestNewOfNothing(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New(0) did not panic")
		}
	}()
	New(0)
}

// TestNothingHidden: goroutines fill and empty counters, and mark as the package
// comment says. Once all of them have returned, every counter that is not zero is
// in the set, however their steps were mixed.
func TestNothingHidden(t *testing.T) {
	for _, n := range []int{1, 2, 65, 130, 4200} {
		for seed := range uint64(200) {
			s, filled := New(n), make([]atomic.Int32, n)
			var wg sync.WaitGroup
			for g := range uint64(4) {
				wg.Go(func() {
					r := rand.New(rand.NewPCG(seed, g))
					for range 100 {
						i := r.IntN(n)
						if g%2 == 0 {
							filled[i].Add(1)
							s.Add(i)
							continue
						}
						i, ok := s.Next(i)
						if !ok {
							continue
						}
						if c := filled[i].Load(); c > 0 {
							filled[i].CompareAndSwap(c, 0)
							continue
						}
						s.Remove(i)
						if filled[i].Load() > 0 {
							s.Add(i)
						}
					}
				})
			}
			wg.Wait()
			next, ok := s.Next(0)
			for i := range filled {
				if filled[i].Load() > 0 && (!ok || next > i) {
					t.Fatalf("n = %d, seed %d: %d is filled, and the next is %d, %v", n, seed, i, next, ok)
				}
				if ok && next == i {
					next, ok = s.Next(i + 1)
				}
			}
		}
	}
}
