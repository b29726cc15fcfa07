package strategies_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// wide are priorities as far apart as there are.
var wide = []int{math.MinInt, math.MinInt + 1, -1, 0, 1, 7, math.MaxInt - 1, math.MaxInt}

// byUrgency returns the jobs of these priorities in the order in which strict
// priority starts them: the most urgent first, and in order among equals.
func byUrgency(priorities []int) []int {
	var jobs []int
	for i := range priorities {
		jobs = append(jobs, i)
	}
	slices.SortStableFunc(jobs, func(a, b int) int { return cmp.Compare(priorities[b], priorities[a]) })
	return jobs
}

// TestPriorityOrder: strict and stable, in a batch and in a stream, whether the
// priorities are few, many or at the ends of the range.
func TestPriorityOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name string
		draw func() int
	}{
		{"three levels", func() int { return rng.IntN(3) }},
		{"one level", func() int { return -5 }},
		{"all different", func() int { return int(rng.Uint64()) }},
		{"wide", func() int { return wide[rng.IntN(len(wide))] }},
	} {
		var priorities []int
		for range 500 {
			priorities = append(priorities, c.draw())
		}
		want := byUrgency(priorities)
		batch, err := Priority{}.NewQueue(pool.Setup{Workers: 2, Capacity: len(priorities)})
		if err != nil {
			t.Fatal(err)
		}
		batch.(pool.Loader).Load(prioritised(priorities))
		flow := stream(t, Priority{}, pool.Setup{Workers: 2})
		for i, priority := range priorities {
			flow.Push(pool.Ticket{Index: i, Priority: priority})
		}
		for mode, q := range map[string]pool.Queue{"batch": batch, "stream": flow} {
			var got []int
			dst := make([]int, 64)
			for n := q.Pop(0, dst); n > 0; n = q.Pop(len(got)%2, dst) {
				if n != 1 {
					t.Fatalf("%s, %s: Pop took %d jobs, want 1: the second would wait while others run less urgent ones", c.name, mode, n)
				}
				got = append(got, dst[0])
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: started in the order %v, want %v", c.name, mode, got, want)
			}
		}
	}
}

// TestPriorityInterleaved: at any time the most urgent of those that wait is
// next, compared with a search through all of them.
func TestPriorityInterleaved(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	q := stream(t, Priority{}, pool.Setup{})
	var waiting []pool.Ticket
	for i := range 20_000 {
		if len(waiting) == 0 || len(waiting) < 9000 && rng.IntN(2) == 0 {
			ticket := pool.Ticket{Index: i, Priority: wide[rng.IntN(len(wide))]}
			if rng.IntN(4) == 0 {
				ticket.Priority = rng.Int()
			}
			q.Push(ticket)
			waiting = append(waiting, ticket)
			continue
		}
		best := 0
		for k := range waiting {
			if waiting[k].Priority > waiting[best].Priority {
				best = k
			}
		}
		if got := popOne(t, q); got != waiting[best].Index {
			t.Fatalf("step %d: job %d came out, want %d of priority %d", i, got, waiting[best].Index, waiting[best].Priority)
		}
		waiting = slices.Delete(waiting, best, best+1)
	}
}

// TestPriorityForgets: priorities that never come again, such as times, leave
// nothing behind.
func TestPriorityForgets(t *testing.T) { testForgets(t, Priority{}) }
