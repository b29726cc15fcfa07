package sched

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestSize: several jobs at once only while those of late were short.
func TestSize(t *testing.T) {
	var s Size
	for _, c := range []struct {
		service time.Duration
		want    int
	}{
		{-1, 1}, // nothing is known yet
		{0, 64},
		{time.Microsecond, 10},
		{0, 11},
		{time.Hour, 1},
		{0, 1},
	} {
		if c.service >= 0 {
			s.Observe(c.service)
		}
		if got := s.Next(64); got != c.want {
			t.Errorf("after a job of %v: Next(64) = %d, want %d", c.service, got, c.want)
		}
	}
	for range 1000 {
		s.Next(64)
	}
	if got := s.Next(3); got != 3 {
		t.Errorf("long after a long job: Next(3) = %d, want 3", got)
	}
}

// TestBook: each job is handed out once, also within one call.
func TestBook(t *testing.T) {
	const jobs = 130
	for _, c := range []struct {
		ids, kept []int
		err       string
	}{
		{[]int{0, 1, 63, 64, 129}, []int{0, 1, 63, 64, 129}, ""},
		{[]int{2, 1, 3}, []int{2, 3}, "handed out job 1 twice"},
		{[]int{4, 4}, []int{4}, "handed out job 4 twice"},
		{[]int{5, 6, 5, 7}, []int{5, 6, 7}, "handed out job 5 twice"},
		{[]int{130, 8}, []int{8}, "handed out job 130 of 130"},
		{[]int{-1}, nil, "handed out job -1 of 130"},
		{[]int{math.MaxInt, math.MinInt, 9}, []int{9}, fmt.Sprintf("handed out job %d of 130", math.MinInt)},
	} {
		b := NewBook(jobs)
		b.HandOut([]int{1})
		if c.err == "" {
			b.TakeBack(1)
		}
		ids := slices.Clone(c.ids)
		kept, err := b.HandOut(ids)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if !slices.Equal(ids[:kept], c.kept) || text != c.err {
			t.Errorf("HandOut(%v) = %v, %q, want %v, %q", c.ids, ids[:kept], text, c.kept, c.err)
		}
		for _, id := range c.kept {
			if !b.IsOut(id) {
				t.Errorf("HandOut(%v): job %d is not handed out", c.ids, id)
			}
		}
	}
}

// TestAgenda: in the order of times, and then of arrival.
func TestAgenda(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var a Agenda
		type entry struct {
			id int
			at time.Duration
		}
		var want []entry
		for id := range rng.IntN(40) {
			at := time.Duration(rng.IntN(6))
			a.Add(id, at)
			want = append(want, entry{id, at})
		}
		slices.SortStableFunc(want, func(x, y entry) int { return cmp.Compare(x.at, y.at) })
		for i, w := range want {
			if at, ok := a.Next(); !ok || at != w.at || a.Len() != len(want)-i {
				t.Fatalf("Next = %v, %v with %d left, want %v", at, ok, a.Len(), w.at)
			}
			if id, ok := a.Take(w.at - 1); ok {
				t.Fatalf("Take(%v) = %d, which is due at %v", w.at-1, id, w.at)
			}
			if id, ok := a.Take(w.at + 1); !ok || id != w.id {
				t.Fatalf("Take = %d, %v, want %d", id, ok, w.id)
			}
		}
		if _, ok := a.Next(); ok {
			t.Fatal("Next of an empty agenda")
		}
	}
}

// TestClaimSchedules: in every order in which an owner and two others can do
// their steps, each job is begun once. A step of TakeOver is its load, and then its
// compare-and-swap: the model runs each of them as one step, against a state that
// the others may have changed in between.
func TestClaimSchedules(t *testing.T) {
	for n := 2; n <= 5; n++ {
		schedules := 0
		var walk func(state uint64, at int, seen [2]uint64, begun uint, tries int)
		walk = func(state uint64, at int, seen [2]uint64, begun uint, tries int) {
			var c Claim
			if at < n && at < int(state>>32) { // the owner ends a job and begins the next one
				c.state.Store(state)
				end, _ := c.Begin()
				next := at + 1
				after, begunAfter := c.state.Load(), begun
				if next < end {
					if begun&(1<<next) != 0 {
						t.Fatalf("%d jobs: the owner begins job %d, which was begun", n, next)
					}
					begunAfter |= 1 << next
				} else {
					next = n
				}
				walk(after, next, seen, begunAfter, tries)
			} else if at >= n || at >= int(state>>32) {
				schedules++
				if state>>32 == 0 {
					t.Fatal("the first job was taken over")
				}
			}
			if tries == 0 {
				return
			}
			for other := range seen {
				if seen[other] == 0 { // loads
					after := seen
					after[other] = state
					walk(state, at, after, begun, tries)
					continue
				}
				// Swaps, or loads again.
				after, next := seen, state
				after[other] = 0
				begunAfter := begun
				if seen[other] == state {
					c.state.Store(state)
					from, to, _ := c.TakeOver()
					next = c.state.Load()
					for i := from; i < to; i++ {
						if begun&(1<<i) != 0 {
							t.Fatalf("%d jobs: job %d is taken over, which was begun", n, i)
						}
						begunAfter |= 1 << i
					}
				}
				walk(next, at, after, begunAfter, tries-1)
			}
		}
		walk(uint64(n)<<32|1, 0, [2]uint64{}, 1, 3)
		if schedules == 0 {
			t.Fatal("no schedule came to its end")
		}
	}
}

// TestClaimLosesNothing: what the owner and the others have begun in the end is all.
func TestClaimLosesNothing(t *testing.T) {
	for n := 2; n <= 9; n++ {
		for first := 0; first < n; first++ { // the owner's jobs before anybody comes
			var c Claim
			c.Open(n)
			begun := 1
			for range first {
				end, last := c.Begin()
				if begun < end {
					begun++
				}
				if last != (begun == n) {
					t.Errorf("%d jobs, %d begun: the last: %v", n, begun, last)
				}
			}
			if ended := endedOf(c.state.Load()); ended != begun-1 || c.Any() != (begun < n) {
				t.Errorf("%d jobs, %d begun: %d ended, any left: %v", n, begun, ended, c.Any())
			}
			for c.Any() {
				from, to, last := c.TakeOver()
				if begun += to - from; last == c.Any() {
					t.Errorf("%d jobs, %d begun: the last: %v", n, begun, last)
				}
			}
			if from, to, _ := c.TakeOver(); from != to || begun != n {
				t.Errorf("%d jobs, %d begun by the owner: %d begun in the end", n, first+1, begun)
			}
		}
	}
}

// TestTakeOverHalf: who takes over leaves the owner the first half of the jobs that it has not
// begun, less one where their number is odd.
func TestTakeOverHalf(t *testing.T) {
	for n, left := range map[int]int{2: 0, 3: 1, 4: 1, 5: 2, 16: 7, 17: 8} {
		var c Claim
		c.Open(n)
		if from, to, last := c.TakeOver(); from != 1+left || to != n || last != (left == 0) {
			t.Errorf("%d jobs: took over [%d, %d), the last: %v; want [%d, %d)", n, from, to, last, 1+left, n)
		}
	}
}

// TestHandOver: results are handed over once, by their owner or by a reader, and an owner
// waits while a reader takes some.
func TestHandOver(t *testing.T) {
	var c Claim
	c.Open(4)
	if from, to := c.Take(); from != to {
		t.Errorf("a reader takes results [%d, %d) before a job has ended", from, to)
	}
	c.Begin()
	c.Begin()
	if from, to := c.Take(); from != 0 || to != 2 {
		t.Errorf("a reader takes results [%d, %d) of 2", from, to)
	}
	c.Begin() // what a reader does keeps nobody from going on
	if from, to := c.Take(); from != to {
		t.Errorf("two readers take results at once, one [%d, %d)", from, to)
	}
	if from, ok := c.HandOver(3); ok {
		t.Errorf("the owner hands over from %d on while a reader takes some", from)
	}
	if from, to, _ := c.TakeOver(); from != to {
		t.Errorf("jobs [%d, %d) of 4 are taken over, and all were begun", from, to)
	}
	c.Taken(0, 2)
	for _, h := range []struct{ n, from int }{{3, 2}, {3, 3}, {4, 3}} {
		if from, ok := c.HandOver(h.n); !ok || from != h.from {
			t.Errorf("the owner hands over %d results from %d on, %v; want from %d on", h.n, from, ok, h.from)
		}
	}
}
