package mailbox

import "testing"

// TestAwaitLooksAgain: an element that came after the reader had looked, and
// before it waits, is not slept through.
func TestAwaitLooksAgain(t *testing.T) {
	m := New(2, 10, func(to []int) []int { return to }, nil)
	m.Put(1, 0)
	m.await(nil)
	if m.Hungry() {
		t.Error("the reader has gone on and still counts as waiting")
	}
	for range m.All() {
		break
	}
	m.End()
	m.await(nil) // nor the end
}

// TestGrow: a shard grows little by little at first, and then at once to what all can hold,
// unless there is no such limit.
func TestGrow(t *testing.T) {
	for _, c := range []struct {
		limit     int64
		have, cap int
	}{{1000, 100, 100}, {1000, 256, 1000}, {1000, 999, 1000}, {1 << 40, 256, 256}} {
		m := New(1, c.limit, func(to []int) []int { return to }, nil)
		full := make([]int, c.have)
		full[c.have-1] = 7
		got := m.growLocked(full, 1)
		if len(got) != c.have || got[c.have-1] != 7 || cap(got) < c.cap || c.cap == c.have && cap(got) != c.cap {
			t.Errorf("limit %d: %d elements grow to a capacity of %d, want %d", c.limit, len(got), cap(got), c.cap)
		}
	}
}
