package sched_test

import (
	"testing"

	"github.com/go-foundations/poolbench/pool/sched"
)

// TestIdlePick: the last announced worker below the limit is the first to be woken.
func TestIdlePick(t *testing.T) {
	l := sched.MakeIdle(5)
	if got := l.Pick(sched.Any, 5); got != -1 || l.Any() || l.First() != -1 {
		t.Errorf("Pick(Any, 5) of no idle worker: %d, want -1", got)
	}
	for _, w := range []int{0, 3, 1, 4} {
		l.Announce(w)
	}
	for _, tt := range []struct {
		worker, limit, want int
		prefers             bool
	}{
		{worker: sched.Any, limit: 5, want: 4},
		{worker: sched.Any, limit: 4, want: 1},
		{worker: sched.Any, limit: 1, want: 0},
		{worker: 3, limit: 5, want: 3},
		{worker: 3, limit: 1, want: 3}, // a job of its own
		{worker: 2, limit: 5, want: -1},
		{worker: 3, limit: 5, want: 3, prefers: true},
		{worker: 3, limit: 3, want: 1, prefers: true},
		{worker: 2, limit: 5, want: 4, prefers: true},
	} {
		got := l.Pick(tt.worker, tt.limit)
		if tt.prefers {
			got = l.PickPreferred(tt.worker, tt.limit)
		}
		if got != tt.want {
			t.Errorf("Pick of 0, 3, 1, 4, announced in this order, for %+v: %d", tt, got)
		}
	}
	l.Remove(1)
	if got := l.Pick(sched.Any, 4); got != 3 || l.Announced(1) {
		t.Errorf("Pick(Any, 4) without worker 1: %d, want 3", got)
	}
}

// TestIdleQuiet: a run is quiet when it is closed, nothing is held, and all workers
// have looked in vain.
func TestIdleQuiet(t *testing.T) {
	l := sched.MakeIdle(2)
	l.Announce(0)
	l.Announce(1)
	if l.Settle(0) || l.Settle(1) {
		t.Error("quiet before Close")
	}
	l.Hold()
	l.Close()
	l.Remove(0) // it looks again
	if l.Release() {
		t.Error("quiet while worker 0 looks")
	}
	if l.Settle(0) {
		t.Error("quiet though worker 0 is not announced")
	}
	l.Announce(0)
	if l.Settle(1) {
		t.Error("quiet when a worker settles that had")
	}
	if !l.Settle(0) {
		t.Error("not quiet though both have settled")
	}
}

// TestIdleLeave: a worker that is gone is not picked, and keeps no run from its end.
func TestIdleLeave(t *testing.T) {
	l := sched.MakeIdle(3)
	l.Close()
	l.Announce(0)
	l.Announce(1)
	l.Settle(1)
	if l.Leave(1) || l.Pick(1, 3) != -1 || l.Pick(sched.Any, 3) != 0 {
		t.Error("a worker is picked that has left")
	}
	if l.Leave(2) || !l.Settle(0) {
		t.Error("a run is not quiet in which one worker waits and two have left")
	}
	l.Remove(0)
	if !l.Leave(0) {
		t.Error("a run is not quiet that all workers have left")
	}
}
