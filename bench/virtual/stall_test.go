package virtual

import "testing"

// TestStall: what goes on does not stall, however long it takes; what stands still does
// after four ticks in a row.
func TestStall(t *testing.T) {
	var s stall
	events := int64(0)
	for range 1000 {
		events++
		for tick := range ticks { // the first one sees the event
			if s.tick(events) {
				t.Fatalf("stalled at tick %d after an event, want %d without one", tick, ticks)
			}
		}
	}
	if !s.tick(events) {
		t.Errorf("not stalled after %d ticks without an event", ticks)
	}
}
