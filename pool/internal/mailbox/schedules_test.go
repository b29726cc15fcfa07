//go:build interleave

package mailbox

import (
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// model is a mailbox with workers, a reader, and somebody who ends it when all is put.
type model struct {
	limit int64
	puts  [][]int // of each worker: how many elements each Put has
	stops []int   // after how many elements the reader leaves its loop, and begins another one
	lift  bool    // somebody lifts the limit
	late  bool    // the reader comes when the mailbox has ended
	early bool    // each worker keeps its first element where early finds it, and goes on only when that is read
}

// explore checks that every element is read once, those of a worker in the order in
// which they were put, that nobody waits for ever, and that the limit holds.
func (c model) explore(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		kept := make([]held, len(c.puts))
		box := New(len(c.puts), c.limit, func(to []int) []int {
			for w := range kept {
				if c.early {
					to = append(to, kept[w].take()...)
				}
			}
			return to
		}, nil)
		seen := make([]step.Chan[bool], len(c.puts))
		for w := range seen {
			seen[w] = step.MakeChan[bool](1)
		}
		m.Share(box, &kept, &seen)
		var threads []*step.Thread
		for w, puts := range c.puts {
			threads = append(threads, m.Go(fmt.Sprint("worker ", w), func() {
				next := 100 * w
				if c.early {
					next++
					kept[w].keep(next)
					if box.Hungry() {
						box.Put(w, kept[w].take()...)
					}
					seen[w].Recv()
				}
				for i, n := range puts {
					var elements []int
					for range n {
						next++
						elements = append(elements, next)
					}
					box.Put(w, elements...)
					m.Forget(i)
				}
			}))
		}
		if c.lift {
			m.Go("lifter", box.Lift)
		}
		end := m.Go("ender", func() {
			for _, t := range threads {
				t.Join()
			}
			box.End()
		})
		var got []int
		m.Go("reader", func() {
			if c.late {
				end.Join()
			}
			for _, stop := range append(c.stops, -1) {
				for e := range box.All() {
					got = append(got, e)
					if c.early && e%100 == 1 {
						seen[e/100].Send(true)
					}
					if stop--; stop == 0 {
						break
					}
				}
			}
		})
		if !c.lift && len(c.stops) == 0 {
			m.Always(func() error {
				if n := box.unread.Load(); n < 0 || n > c.limit {
					return fmt.Errorf("%d unread, the limit is %d", n, c.limit)
				}
				return nil
			})
		}
		m.AtEnd(func() error { return c.check(box, got) })
	})
}

func (c model) check(box *Mailbox[int], got []int) error {
	last := make([]int, len(c.puts))
	for _, e := range got {
		if w := e / 100; e%100 != last[w]+1 {
			return fmt.Errorf("read %v: the elements of worker %d are not in order", got, w)
		}
		last[e/100]++
	}
	for w, puts := range c.puts {
		want := 0
		if c.early {
			want++
		}
		for _, n := range puts {
			want += n
		}
		if last[w] != want {
			return fmt.Errorf("read %v: %d elements of worker %d, want %d", got, last[w], w, want)
		}
	}
	if n := box.unread.Load(); n != 0 {
		return fmt.Errorf("all is read, and %d count as unread", n)
	}
	if n := box.waiting.Load(); n != 0 {
		return fmt.Errorf("nobody waits, and %d count as waiting", n)
	}
	if box.Hungry() {
		return fmt.Errorf("the reader has left, and counts as waiting")
	}
	return nil
}

// held is what a worker has finished and not put.
type held struct {
	mu       step.Mutex
	elements []int
}

func (h *held) keep(element int) {
	h.mu.Lock()
	h.elements = []int{element}
	h.mu.Unlock()
}

func (h *held) take() []int {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.elements
	h.elements = nil
	return taken
}

func TestSchedulesOfPut(t *testing.T) {
	model{limit: 10, puts: [][]int{{1, 1}}}.explore(t)
	model{limit: 10, puts: [][]int{{1}, {1}}}.explore(t)
}

func TestSchedulesOfFull(t *testing.T) {
	model{limit: 1, puts: [][]int{{2}}}.explore(t)
	model{limit: 1, puts: [][]int{{1}, {1}}}.explore(t)
	model{limit: 2, puts: [][]int{{3}}}.explore(t)
}

func TestSchedulesOfBreak(t *testing.T) {
	model{limit: 10, puts: [][]int{{2, 1}}, stops: []int{1}}.explore(t)
}

func TestSchedulesOfLift(t *testing.T) {
	model{limit: 1, puts: [][]int{{2}, {1}}, lift: true, late: true}.explore(t)
}

func TestSchedulesOfEarly(t *testing.T) {
	model{limit: 10, puts: [][]int{{1}}, early: true}.explore(t)
}
