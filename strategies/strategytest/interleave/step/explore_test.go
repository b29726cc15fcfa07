package step

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// explored runs a model through all schedules.
func explored(build func(*Model)) (*explorer, error) {
	x := &explorer{build: build, known: make(map[uint64]float64)}
	return x, x.explore()
}

// TestEverySchedule: of threads that have nothing to do with each other there are as many
// schedules as orders of their steps.
func TestEverySchedule(t *testing.T) {
	for _, c := range []struct {
		steps []int
		want  float64
	}{
		{[]int{5}, 1},
		{[]int{1, 1}, 2},
		{[]int{3, 4}, 35},
		{[]int{2, 2, 2}, 90},
		{[]int{10, 10, 10}, 5.550996791340e12},
	} {
		x, err := explored(func(m *Model) {
			for _, n := range c.steps {
				var own Int32
				m.Go("", func() {
					for range n {
						own.Add(1)
					}
				})
			}
		})
		if err != nil || x.schedules != c.want {
			t.Errorf("threads of %v steps: %v schedules, error %v, want %v and none", c.steps, x.schedules, err, c.want)
		}
	}
}

// TestStates: what leads to the same state is not tried twice.
func TestStates(t *testing.T) {
	x, err := explored(func(m *Model) {
		for range 3 {
			var own Int32
			m.Share(&own)
			m.Go("", func() {
				for range 10 {
					own.Store(own.Load() + 1)
				}
			})
		}
	})
	// Where at least two threads are not at their end: 21^3 - 3*20 - 1.
	if want := 9200; err != nil || len(x.known) != want {
		t.Errorf("%d states, error %v, want %d and none", len(x.known), err, want)
	}
}

// TestWhatIsFound: each model has a mistake that few schedules show.
func TestWhatIsFound(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(*Model)
		want  string // in the error; empty: none
	}{
		{"lost update", func(m *Model) {
			var n Int64
			m.Share(&n)
			for range 2 {
				m.Go("adder", func() {
					for range 3 {
						n.Store(n.Load() + 1)
					}
				})
			}
			m.AtEnd(func() error {
				if n.Load() == 2 { // one reads first and writes last but one of the other's
					return errors.New("lost four of six")
				}
				return nil
			})
		}, "lost four of six"},
		{"no lost update", func(m *Model) {
			var n Int64
			var mu Mutex
			m.Share(&n, &mu)
			for range 2 {
				m.Go("adder", func() {
					for range 3 {
						mu.Lock()
						n.Store(n.Load() + 1)
						mu.Unlock()
					}
				})
			}
			m.AtEnd(func() error {
				if n.Load() != 6 {
					return fmt.Errorf("%d", n.Load())
				}
				return nil
			})
		}, ""},
		{"plain memory behind a lock", func(m *Model) {
			g := &struct {
				mu  Mutex
				who int
			}{}
			m.Share(g)
			got := make([]int, 2)
			for i := range 2 {
				m.Go("", func() {
					g.mu.Lock()
					got[i] = g.who
					g.who = i + 1
					g.mu.Unlock()
				})
			}
			m.Go("eraser", func() {
				g.mu.Lock()
				g.who = 0
				g.mu.Unlock()
			})
			m.AtEnd(func() error {
				if got[0] == 2 {
					return errors.New("the second was first")
				}
				return nil
			})
		}, "the second was first"},
		{"two locks in different order", func(m *Model) {
			var a, b Mutex
			n := 0
			m.Share(&a, &b)
			m.Go("ab", func() { a.Lock(); b.Lock(); n++; b.Unlock(); a.Unlock() })
			m.Go("ba", func() { b.Lock(); a.Lock(); n++; a.Unlock(); b.Unlock() })
		}, "all wait, for ever: ab in Lock, ba in Lock"},
		{"a signal before the wait", func(m *Model) {
			var mu Mutex
			c := NewCond(&mu)
			m.Share(c)
			m.Go("waiter", func() { mu.Lock(); c.Wait(); mu.Unlock() })
			m.Go("signaler", c.Signal)
		}, "waiter in be woken"},
		{"a signal between the look and the wait", func(m *Model) {
			var mu Mutex
			c := NewCond(&mu)
			var ready Bool
			m.Share(c, &ready)
			m.Go("waiter", func() {
				mu.Lock()
				for !ready.Load() {
					c.Wait()
				}
				mu.Unlock()
			})
			m.Go("signaler", func() { ready.Store(true); c.Signal() })
		}, "waiter in be woken"},
		{"one signal for two", func(m *Model) {
			var mu Mutex
			c := NewCond(&mu)
			var ready Bool
			m.Share(c, &ready)
			for range 2 {
				m.Go("waiter", func() {
					mu.Lock()
					for !ready.Load() {
						c.Wait()
					}
					mu.Unlock()
				})
			}
			m.Go("signaler", func() { mu.Lock(); ready.Store(true); c.Signal(); mu.Unlock() })
		}, "waiter in be woken"},
		{"a broadcast for two", func(m *Model) {
			var mu Mutex
			c := NewCond(&mu)
			var ready Bool
			m.Share(c, &ready)
			for range 2 {
				m.Go("waiter", func() {
					mu.Lock()
					for !ready.Load() {
						c.Wait()
					}
					mu.Unlock()
				})
			}
			m.Go("signaler", func() { mu.Lock(); ready.Store(true); c.Broadcast(); mu.Unlock() })
		}, ""},
		{"channel", func(m *Model) {
			c := MakeChan[int](1)
			m.Share(&c)
			var got []int
			m.Go("sender", func() { c.Send(1); c.Send(2); c.Close() })
			m.Go("receiver", func() { got = append(got, c.Recv(), c.Recv(), c.Recv()) })
			m.AtEnd(func() error {
				if fmt.Sprint(got) != "[1 2 0]" {
					return fmt.Errorf("received %v", got)
				}
				return nil
			})
		}, ""},
		{"a receive too many", func(m *Model) {
			c := MakeChan[int](1)
			m.Share(&c)
			m.Go("sender", func() { c.Send(1) })
			m.Go("receiver", func() { c.Recv(); c.Recv() })
		}, "receiver in receive"},
		{"may wait", func(m *Model) {
			c := MakeChan[int](1)
			m.Share(&c)
			m.Go("sender", func() { c.Send(1) })
			receiver := m.Go("receiver", func() { c.Recv(); c.Recv() }).MayWait()
			m.AtEnd(func() error {
				if !receiver.Waiting() || receiver.Done() {
					return errors.New("the receiver does not wait")
				}
				return nil
			})
		}, ""},
		{"ABA", func(m *Model) { // a pointer that comes back
			var p Pointer[int]
			a, b := new(int), new(int)
			p.Store(a)
			m.Share(&p)
			swapped := false
			m.Go("swapper", func() {
				old := p.Load()
				swapped = p.CompareAndSwap(old, b)
			})
			m.Go("other", func() { p.Store(b); p.Store(a) })
			m.AtEnd(func() error {
				if !swapped {
					return errors.New("lost")
				}
				return nil
			})
		}, "lost"},
		{"check of a state", func(m *Model) {
			var a, b Int32
			m.Share(&a, &b)
			m.Go("mover", func() { a.Add(1); b.Add(1) })
			m.Go("other", func() { a.Load() })
			m.Always(func() error {
				if a.Load() != b.Load() {
					return errors.New("between the two")
				}
				return nil
			})
		}, "between the two"},
		{"one step", func(m *Model) {
			var a, b Int32
			m.Share(&a, &b)
			m.Go("mover", func() { Step("move", func() int32 { return a.Add(1) + b.Add(1) }) })
			m.Go("other", func() { a.Load() })
			m.Always(func() error {
				if a.Load() != b.Load() {
					return errors.New("between the two")
				}
				return nil
			})
		}, ""},
		{"panic", func(m *Model) {
			var n Int32
			m.Share(&n)
			m.Go("first", func() { n.Store(1) })
			m.Go("second", func() {
				if n.Load() == 1 {
					panic("found it set")
				}
			})
		}, "second panics: found it set"},
		{"spinning", func(m *Model) {
			var n Int32
			m.Share(&n)
			m.Go("spinner", func() {
				for n.Load() == 0 {
				}
			})
		}, "does a thread spin?"},
		{"unlocking twice", func(m *Model) {
			var mu Mutex
			m.Share(&mu)
			m.Go("", func() { mu.Lock(); defer mu.Unlock(); mu.Unlock() })
		}, "Unlock of a free Mutex"},
		{"nothing of this package", func(m *Model) { m.Go("", func() {}) }, "never stopped"},
		{"no threads", func(*Model) {}, "no threads"},
	} {
		x, err := explored(c.build)
		if err == nil && c.want != "" || err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want %q\n%s", c.name, err, c.want, x.schedule())
		}
	}
}

// TestForget: a thread that has forgotten what it read is where it would be had it read something
// else.
func TestForget(t *testing.T) {
	states := func(forget bool) int {
		x, err := explored(func(m *Model) {
			var n Int32
			m.Share(&n)
			m.Go("reader", func() {
				for i := range 5 {
					n.Load()
					if forget {
						m.Forget(i)
					}
				}
			})
			m.Go("writer", func() {
				for range 5 {
					n.Add(1)
				}
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(x.known)
	}
	if with, without := states(true), states(false); with != 25 || without <= with {
		t.Errorf("%d states, %d where the reader remembers all; want 25, and more", with, without)
	}
}

// TestDeferred: a thread whose run is over runs its deferred functions, and no more.
func TestDeferred(t *testing.T) {
	x, err := explored(func(m *Model) {
		var mu Mutex
		var n Int32
		m.Share(&mu, &n)
		for range 2 {
			m.Go("", func() {
				mu.Lock()
				defer mu.Unlock()
				n.Add(1)
				n.Add(1)
			})
		}
		m.AtEnd(func() error {
			if n.Load() != 4 {
				return fmt.Errorf("%d steps, want 4", n.Load())
			}
			return nil
		})
	})
	if err != nil || x.schedules != 2 {
		t.Errorf("%v schedules, error %v, want 2 and none", x.schedules, err)
	}
}

// TestGuard: what a thread reads under a lock is known by what the lock guards.
func TestGuard(t *testing.T) {
	states := func(guard func(m *Model, mu *Mutex, read, other *int)) int {
		x, err := explored(func(m *Model) {
			var mu Mutex
			var read, other int
			guard(m, &mu, &read, &other)
			m.Go("reader", func() {
				seen := 0
				for range 2 {
					mu.Lock()
					seen += read
					mu.Unlock()
				}
			})
			m.Go("writer", func() {
				for range 2 {
					mu.Lock()
					other++
					mu.Unlock()
				}
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(x.known)
	}
	all := states(func(m *Model, mu *Mutex, read, other *int) { m.Share(mu, read, other) })
	one := states(func(m *Model, mu *Mutex, read, other *int) { m.Share(mu, other); m.Guard(mu, read) })
	if one != 4 || all <= one {
		t.Errorf("%d states, %d where the lock may guard all; want 4, and more", one, all)
	}
}
