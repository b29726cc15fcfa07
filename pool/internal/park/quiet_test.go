package park

import "testing"

// TestQuiet: a lot is quiet when it is closed, all workers have looked in vain since that and
// since anybody woke them, and nothing is held. Whoever makes it so is told.
func TestQuiet(t *testing.T) {
	l := New(2)
	settle := func(w int, want bool) {
		t.Helper()
		l.announce(w)
		if got := l.Settle(w); got != want {
			t.Fatalf("Settle(%d) = %v, want %v", w, got, want)
		}
	}
	settle(0, false)
	settle(1, false)
	l.Close() // which wakes both: what they have seen was before
	for w := range 2 {
		l.retract(w)
	}
	settle(0, false)
	if l.Settle(0) {
		t.Fatal("one worker has settled twice and counts as two")
	}
	l.announce(1)
	l.WakeOne(1, 2) // between its announcement and its look
	if l.Settle(1) {
		t.Fatal("quiet while worker 1 is woken")
	}
	l.retract(1)
	l.Hold()
	settle(1, false)
	if !l.Release() {
		t.Fatal("Release: not quiet, though nothing is held and all have settled")
	}
	l.Hold()
	if !l.WakeOne(Any, 2) || l.Release() {
		t.Fatal("quiet while a worker is awake")
	}
	if l.retract(1); l.Idle() != true {
		t.Fatal("worker 0 is not idle")
	}
	settle(1, true)
}

// TestWakePreferred: the one that is preferred if it is idle and below the limit,
// another one if not.
func TestWakePreferred(t *testing.T) {
	const none = -1
	for _, c := range []struct {
		idle             []int
		preferred, limit int
		woken            int
	}{
		{[]int{0, 1, 2}, 1, 3, 1},
		{[]int{0, 2}, 1, 3, 2},
		{[]int{0, 2}, 2, 2, 0},
		{[]int{2}, 1, 2, none},
		{nil, 1, 3, none},
	} {
		l := New(3)
		for _, w := range c.idle {
			l.announce(w)
		}
		got := l.WakePreferred(c.preferred, c.limit)
		for w := range 3 {
			if woken := len(l.wake[w]) > 0; woken != (w == c.woken) || woken && !<-l.wake[w] {
				t.Errorf("%+v: worker %d woken: %v", c, w, woken)
			}
		}
		if got != (c.woken != none) {
			t.Errorf("%+v: WakePreferred = %v", c, got)
		}
	}
}

// TestWakeAll: each one once, also if it settles again at once.
func TestWakeAll(t *testing.T) {
	l := New(3)
	l.announce(0)
	l.announce(2)
	l.Settle(2)
	l.WakeAll()
	if len(l.wake[0]) != 1 || len(l.wake[1]) != 0 || len(l.wake[2]) != 1 || l.Idle() {
		t.Errorf("woken %d, %d, %d, idle: %v", len(l.wake[0]), len(l.wake[1]), len(l.wake[2]), l.Idle())
	}
}
