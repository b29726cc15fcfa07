package pool

import "testing"

// TestAwaitLooksAgain: a result that came after the reader had looked, and
// before it waits, is not slept through.
func TestAwaitLooksAgain(t *testing.T) {
	o := newOutbox[int](2, 10)
	o.put(1, Result[int]{})
	o.await()
	if o.hungry.Load() {
		t.Error("the reader has gone on and still counts as waiting")
	}
	for r := range o.all() {
		_ = r
		break
	}
	o.end()
	o.await() // nor the end
}
