package pool

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// idleStream returns a stream of which no worker works: the tests do what
// workers do, one step at a time.
func idleStream(t *testing.T, size int) *stream[int, int] {
	nop := func(context.Context, Job[int]) (int, error) { return 0, nil }
	s := new(stream[int, int])
	t.Cleanup(s.run.init(t.Context(), &Config{NumWorkers: 1, BufferSize: size}, FIFO{}, &settings[int, int]{processor: nop}))
	if err := s.prepare(FIFO{}, false); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestNoOvertaking: a slot that has come free belongs to who stands in line,
// also in the moment before a worker lets them in.
func TestNoOvertaking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := idleStream(t, 1)
		ctx := t.Context()
		if err := s.submit(ctx, &Job[int]{ID: "first"}, nil); err != nil {
			t.Fatal(err)
		}
		go s.submit(ctx, &Job[int]{ID: "second"}, nil)
		synctest.Wait()
		s.intake.slots[0].taken.Store(false)
		s.intake.release([]int{0})
		if err := s.submitOr(ctx, &Job[int]{ID: "third"}, nil, RefuseWhenFull); err != ErrFull {
			t.Errorf("TrySubmit beside the line = %v, want ErrFull", err)
		}
		s.intake.mu.Lock()
		s.letInLocked()
		s.intake.mu.Unlock()
		synctest.Wait()
		if id := s.intake.slots[0].entry.job.ID; id != "second" {
			t.Errorf("the %s job has the slot, want the second", id)
		}
	})
}

// TestLeavingTooLate: a Submit that is let in and sees its context end at the
// same time has submitted.
func TestLeavingTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := idleStream(t, 1)
		s.intake.mu.Lock()
		e := s.entrantLocked()
		e.entry.job.ID = "late"
		e.line = s.intake.line.PushBack(e)
		s.letInLocked()
		s.intake.mu.Unlock()
		if err := s.leaveLine(e, errors.New("too late")); err != nil || s.intake.slots[0].entry.job.ID != "late" {
			t.Errorf("leaving the line = %v, with the job in a slot", err)
		}
	})
}

// TestSlotsLetGo: a slot keeps nothing of a job that has left it alive.
func TestSlotsLetGo(t *testing.T) {
	s := idleStream(t, 2)
	if err := s.submit(t.Context(), &Job[int]{ID: "a", Key: "k"}, nil); err != nil {
		t.Fatal(err)
	}
	w := &worker[int, int]{run: &s.run, claimed: make([]int, 1)}
	if n := s.pop(w); n != 1 || w.jobs[0].job.Key != "k" {
		t.Fatalf("popped %d jobs: %+v", n, w.jobs)
	}
	if s.intake.slots[0].entry.job != (Job[int]{}) {
		t.Errorf("the slot still holds %+v", s.intake.slots[0].entry.job)
	}
}

// TestTurns: the slots are used in turn, claims may be released in another order
// than they were made in, and no slot is used before its job has been copied.
func TestTurns(t *testing.T) {
	const size = 5
	s := idleStream(t, size)
	fill := func(want int) {
		t.Helper()
		n := 0
		for n <= size && s.submitOr(t.Context(), &Job[int]{Data: n}, nil, RefuseWhenFull) == nil {
			n++
		}
		if n != want {
			t.Errorf("%d jobs found room, want %d", n, want)
		}
	}
	take := func(want ...int) []int {
		t.Helper()
		claim := make([]int, len(want))
		if n := s.intake.takeTurn(claim); n != len(want) || !slices.Equal(claim, want) {
			t.Fatalf("claimed slots %v, want %v", claim[:n], want)
		}
		return claim
	}
	for range 3 { // the ring comes round
		fill(size)
		fill(0)
		first, second := take(0, 1), take(2, 3)
		s.intake.release(second)
		fill(0) // these slots come later
		s.intake.release(first)
		fill(4)
		s.intake.release(take(4, 0))
		fill(2)
		s.intake.release(take(1, 2, 3, 4, 0))
		// One more, so that the next lap begins with slot 0 again.
		for range 4 {
			s.submitOr(t.Context(), &Job[int]{}, nil, RefuseWhenFull)
		}
		s.intake.release(take(1, 2, 3, 4))
	}
	if n := s.intake.takeTurn(make([]int, 1)); n != 0 {
		t.Errorf("claimed %d jobs of none", n)
	}
}
