package pool

import (
	"context"
	"testing"
	"testing/synctest"
)

// TestUnreadAtTheEnd: the results of jobs that never ran do not wait for a
// reader, even when the workers have seen the end of the context and left before
// abort began.
func TestUnreadAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where waiting for nobody is a failure
		s := idleStream(t, 1)
		s.outbox.Put(0, Result[int]{}) // and the mailbox is full
		if err := s.submit(t.Context(), &Job[int]{}, nil); err != nil {
			t.Fatal(err)
		}
		s.run.cancel(context.Canceled)
		s.settleRest()
		s.outbox.End()
		n := 0
		for range s.outbox.All() {
			n++
		}
		if n != 2 {
			t.Errorf("%d results, want 2", n)
		}
	})
}
