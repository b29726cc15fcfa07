package deque

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// check runs operations, two bytes each, on a deque and on a slice, and
// compares after each.
func check(t *testing.T, ops []byte) {
	t.Helper()
	var d Deque
	var model []int
	next := 0
	for i := 0; i+1 < len(ops); i += 2 {
		arg := int(ops[i+1])
		switch op := ops[i] % 5; op {
		case 0:
			d.Push(next)
			model = append(model, next)
			next++
		case 1:
			step := arg%7 - 3
			d.Load(next, step, arg)
			for k := range arg {
				model = append(model, next+k*step)
			}
			next += 1000
		case 2:
			job, ok := d.Pop()
			if want := len(model) > 0; ok != want {
				t.Fatalf("op %d: Pop with %d jobs: ok = %t, want %t", i/2, len(model), ok, want)
			}
			if ok {
				if want := model[len(model)-1]; job != want {
					t.Fatalf("op %d: Pop: %d, want the newest, %d", i/2, job, want)
				}
				model = model[:len(model)-1]
			}
		case 3:
			dst := make([]int, arg%16)
			n := d.PopN(dst)
			if want := min(len(dst), len(model)); n != want {
				t.Fatalf("op %d: PopN(%d) with %d jobs: %d, want %d", i/2, len(dst), len(model), n, want)
			}
			want := slices.Clone(model[len(model)-n:])
			slices.Reverse(want)
			if !slices.Equal(dst[:n], want) {
				t.Fatalf("op %d: PopN(%d): %v, want the newest first, %v", i/2, len(dst), dst[:n], want)
			}
			model = model[:len(model)-n]
		case 4:
			job, result := d.Steal()
			want := Empty
			if len(model) > 0 {
				want = Success
			}
			if result != want {
				t.Fatalf("op %d: Steal with %d jobs: %v, want %v", i/2, len(model), result, want)
			}
			if result == Success {
				if job != model[0] {
					t.Fatalf("op %d: Steal: %d, want the oldest, %d", i/2, job, model[0])
				}
				model = model[1:]
			}
		}
		if d.Len() != len(model) {
			t.Fatalf("op %d: Len: %d, want %d", i/2, d.Len(), len(model))
		}
	}
}

func TestModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		// Few kinds of operation at a time make both long deques and long
		// stretches around empty.
		kinds := 1 + rng.IntN(5)
		shift := rng.IntN(5)
		ops := make([]byte, 2*rng.IntN(400))
		for i := 0; i < len(ops); i += 2 {
			ops[i] = byte((rng.IntN(kinds) + shift) % 5)
			ops[i+1] = byte(rng.IntN(256))
		}
		check(t, ops)
	}
}

func FuzzModel(f *testing.F) {
	f.Add([]byte{0, 0, 4, 0, 2, 0})                   // last job stolen
	f.Add([]byte{1, 40, 4, 0, 3, 15, 1, 255, 2, 0})   // grows with its start moved
	f.Add([]byte{0, 0, 0, 0, 3, 2, 3, 2, 0, 0, 4, 0}) // PopN of everything
	f.Fuzz(check)
}

func TestLoadOfNegativeNumberPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Load(0, 1, -1) did not panic")
		}
	}()
	new(Deque).Load(0, 1, -1)
}

func TestReservesNothingTwice(t *testing.T) {
	var d Deque
	d.Load(0, 1, 1000)
	allocs := testing.AllocsPerRun(100, func() {
		for range 24 {
			d.Push(1)
		}
		for range 12 {
			d.Pop()
			d.Steal()
		}
	})
	if allocs != 0 {
		t.Errorf("Push into room that is there: %v allocations, want 0", allocs)
	}
}

func TestResultString(t *testing.T) {
	for r, want := range map[Result]string{Empty: "empty", Success: "success", Retry: "retry", 9: "invalid"} {
		if r.String() != want {
			t.Errorf("Result(%d): %q, want %q", r, r, want)
		}
	}
}
