package strategies_test

import (
	"math"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// stream returns the queue of a stream.
func stream(t *testing.T, d pool.Discipline, setup pool.Setup) pool.Queue {
	t.Helper()
	setup.Stream = true
	setup.Workers = max(1, setup.Workers)
	setup.Capacity = max(10_000, setup.Capacity)
	q, err := d.NewQueue(setup)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// popOne returns the next job for worker 0.
func popOne(t *testing.T, q pool.Queue) int {
	t.Helper()
	var dst [1]int
	if n := q.Pop(0, dst[:]); n != 1 {
		t.Fatalf("Pop returned %d, want 1", n)
	}
	return dst[0]
}

// TestWeightedShares: while all classes wait, starts are in proportion to the
// weights, to within one start at any time.
func TestWeightedShares(t *testing.T) {
	for _, c := range []struct {
		weights map[int]float64
		shares  map[int]float64 // of what is documented
	}{
		{map[int]float64{1: 3, 2: 1}, map[int]float64{1: 3, 2: 1}},
		{map[int]float64{1: 0.2, 7: 0.5, 9: 0.3}, map[int]float64{1: 0.2, 7: 0.5, 9: 0.3}},
		{nil, map[int]float64{0: 1, 1: 2, 5: 6}},              // 1 + the priority
		{map[int]float64{5: 2}, map[int]float64{-4: 1, 5: 2}}, // negative: 1
	} {
		q := stream(t, PriorityWeighted{Weights: c.weights}, pool.Setup{})
		var class []int
		total := 0.0
		for priority, w := range c.shares {
			total += w
			for range 1000 {
				q.Push(pool.Ticket{Index: len(class), Priority: priority})
				class = append(class, priority)
			}
		}
		starts := make(map[int]int)
		for n := 1; n <= 1000; n++ {
			starts[class[popOne(t, q)]]++
			for priority, w := range c.shares {
				due := float64(n) * w / total
				if diff := float64(starts[priority]) - due; math.Abs(diff) > float64(len(c.shares)) {
					t.Fatalf("weights %v: after %d starts priority %d has %d, want %.1f", c.shares, n, priority, starts[priority], due)
				}
			}
		}
	}
}

// TestWeightedStarvesNobody: a class of weight 1 beside one of 1000, however
// long that goes on, is served once in 1001 starts.
func TestWeightedStarvesNobody(t *testing.T) {
	q := stream(t, PriorityWeighted{Weights: map[int]float64{9: 1000, 0: 1}}, pool.Setup{})
	q.Push(pool.Ticket{Index: 0, Priority: 0})
	for n := 1; n <= 1001; n++ {
		q.Push(pool.Ticket{Index: n, Priority: 9})
		if popOne(t, q) == 0 {
			return
		}
	}
	t.Error("not served in 1001 starts")
}

// TestWeightedSavesNothing: a class that was away gets its share from then on,
// not what it missed.
func TestWeightedSavesNothing(t *testing.T) {
	q := stream(t, PriorityWeighted{Weights: map[int]float64{1: 1, 2: 1}}, pool.Setup{})
	q.Push(pool.Ticket{Index: 1, Priority: 1})
	popOne(t, q)
	for i := range 500 { // class 2 alone
		q.Push(pool.Ticket{Index: i, Priority: 2})
		popOne(t, q)
	}
	for i := range 100 {
		q.Push(pool.Ticket{Index: i, Priority: 1})
		q.Push(pool.Ticket{Index: 1000 + i, Priority: 2})
	}
	ones := 0
	for range 100 {
		if popOne(t, q) < 1000 {
			ones++
		}
	}
	if ones < 49 || ones > 51 {
		t.Errorf("the class that was away got %d of 100 starts, want half", ones)
	}
}

func TestWeightsRefused(t *testing.T) {
	for _, w := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		_, err := PriorityWeighted{Weights: map[int]float64{7: w}}.NewQueue(pool.Setup{Workers: 1})
		if err == nil || !strings.Contains(err.Error(), "Weights[7] is ") {
			t.Errorf("weight %v: %v, want an error that names the entry", w, err)
		}
	}
}
