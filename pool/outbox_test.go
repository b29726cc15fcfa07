package pool

import (
	"context"
	"testing"
	"testing/synctest"
)

// TestAwaitLooksAgain: a result that came after the reader had looked, and
// before it waits, is not slept through.
func TestAwaitLooksAgain(t *testing.T) {
	o := newOutbox[int](2, 10)
	o.early = func(to []Result[int]) []Result[int] { return to }
	o.put(1, Result[int]{})
	o.await(nil)
	if o.hungry.Load() {
		t.Error("the reader has gone on and still counts as waiting")
	}
	for r := range o.all() {
		_ = r
		break
	}
	o.end()
	o.await(nil) // nor the end
}

// TestUnreadAtTheEnd: the results of jobs that never ran do not wait for a
// reader, even when the workers have seen the end of the context and left before
// abort began.
func TestUnreadAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where waiting for nobody is a failure
		s := idleStream(t, 1)
		for range s.outbox.limit {
			s.outbox.put(0, Result[int]{})
		}
		if err := s.submit(t.Context(), &Job[int]{}, true); err != nil {
			t.Fatal(err)
		}
		s.cancel(context.Canceled)
		s.settleRest()
		s.outbox.end()
		n := 0
		for range s.outbox.all() {
			n++
		}
		if n != int(s.outbox.limit)+1 {
			t.Errorf("%d results, want %d", n, s.outbox.limit+1)
		}
	})
}
