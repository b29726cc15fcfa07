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
