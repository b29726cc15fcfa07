package sched_test

import (
	"testing"

	"github.com/go-foundations/poolbench/pool/sched"
)

// TestLimit: each look says how many workers to wake.
func TestLimit(t *testing.T) {
	type look struct {
		event   bool // one happens before
		worker  int
		limit   int
		found   bool
		forAny  bool
		waiting bool
		want    int
	}
	for _, c := range []struct {
		name  string
		looks []look
	}{
		{"no limit", []look{{limit: 8, found: true, waiting: true}, {limit: 8, waiting: true}}},
		{"falls and rises, nothing waits", []look{{limit: 2}, {limit: 8, found: true}, {limit: 8, waiting: true}}},
		{"falls and rises in looks that find jobs", []look{
			{limit: 2, found: true, waiting: true},
			{limit: 5, found: true, waiting: true, want: 3},
			{limit: 8, found: true, waiting: true, want: 3},
			{limit: 1, found: true, waiting: true},
			{limit: 8, found: true, waiting: true, want: 7},
		}},
		{"rises with each look in vain", []look{
			{limit: 1, waiting: true},
			{limit: 3, waiting: true, want: 2},
			{limit: 1, waiting: true},
			{limit: 3, waiting: true, want: 0},            // nothing has happened meanwhile
			{worker: 1, limit: 3, waiting: true, want: 2}, // another worker does not know that
			{worker: 1, limit: 1, waiting: true},
			{worker: 1, limit: 8, waiting: true, want: 0},
			{limit: 8, found: true, waiting: true, want: 7}, // what was held back then is made up for
		}},
		{"an event", []look{
			{limit: 1, waiting: true},
			{limit: 3, waiting: true, want: 2},
			{limit: 1, waiting: true},
			{event: true, limit: 3, waiting: true, want: 2},
		}},
		{"event after event", []look{
			{limit: 1, waiting: true},
			{event: true, limit: 3, waiting: true, want: 2},
			{limit: 1, waiting: true},
			{event: true, limit: 3, waiting: true, want: 2},
			{limit: 1, waiting: true},
			{limit: 3, waiting: true, want: 0},
			{event: true, limit: 3, waiting: true, want: 2},
		}},
		{"woken and not allowed", []look{
			{worker: 5, limit: 2, forAny: true, waiting: true, want: 1},
			{worker: 5, limit: 2, forAny: true, waiting: true, want: 1}, // each time
			{worker: 5, limit: 2, forAny: true, want: 0},
			{worker: 5, limit: 2, waiting: true, want: 0},
			{worker: 1, limit: 2, forAny: true, waiting: true, want: 0},
			{worker: 5, limit: 2, forAny: true, found: true, waiting: true, want: 0},
		}},
	} {
		var l sched.Limit
		l.Init(8)
		marks := make([]uint64, 8)
		for i, k := range c.looks {
			if k.event {
				l.Event()
			}
			got := l.Look(sched.Look{Worker: k.worker, Limit: k.limit, Found: k.found, ForAny: k.forAny, Waiting: k.waiting}, &marks[k.worker])
			if got != k.want {
				t.Errorf("%s, look %d: wakes %d, want %d", c.name, i, got, k.want)
			}
			if l.Seen() != k.limit {
				t.Errorf("%s, look %d: Seen() = %d, want %d", c.name, i, l.Seen(), k.limit)
			}
		}
	}
}
