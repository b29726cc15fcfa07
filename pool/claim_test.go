package pool

import (
	"slices"
	"testing"
)

// crewOf returns workers that may take over each other's jobs, and do not run:
// the tests do what workers do, one step at a time.
func crewOf(n int) []*worker[int, int] {
	e := new(run[int, int])
	for id := range n {
		e.crew = append(e.crew, &worker[int, int]{run: e, id: id, most: maxClaim})
	}
	return e.crew
}

// claimed has the worker claim jobs and open the claim.
func claimed(t *testing.T, w *worker[int, int], ids ...int) {
	t.Helper()
	w.claimed, w.at, w.have = ids, 0, len(ids)
	if !w.open(len(ids)) {
		t.Fatalf("open(%d jobs) = false, want true", len(ids))
	}
}

// end ends a job, and begins the next one.
func end(w *worker[int, int]) {
	if w.at++; w.at < w.have {
		w.begin()
	}
}

// begun begins jobs until there are none, and returns which.
func begun(w *worker[int, int]) (ids []int) {
	for w.at < w.have {
		ids = append(ids, w.claimed[w.at])
		end(w)
	}
	return ids
}

// TestTakeOver: a worker takes over half of what another one has not begun, and
// each job is begun by one of them.
func TestTakeOver(t *testing.T) {
	for n := 2; n <= 9; n++ {
		for begins := 1; begins <= n; begins++ { // before the other one comes
			crew := crewOf(2)
			ids := []int{10, 11, 12, 13, 14, 15, 16, 17, 18}[:n]
			owner, other := crew[0], crew[1]
			claimed(t, owner, slices.Clone(ids)...)
			var ran []int
			for i := range begins {
				if i > 0 {
					end(owner)
				}
				ran = append(ran, owner.claimed[owner.at])
			}
			open := n - begins
			took := other.takeOver()
			if want := (open + 1) / 2; took != want || other.have != want && want > 0 {
				t.Errorf("takeOver with %d of %d jobs not begun took %d, want %d", open, n, took, want)
			}
			if end(owner); owner.at < owner.have {
				ran = append(ran, begun(owner)...)
			}
			ran = append(ran, other.claimed[:took]...)
			if slices.Sort(ran); !slices.Equal(ran, ids) {
				t.Errorf("begun or taken over: %v, want each of %v once", ran, ids)
			}
		}
	}
}

// TestRobbedClaimIsNotReused: whoever takes jobs over may still be copying them
// when the worker claims the next ones.
func TestRobbedClaimIsNotReused(t *testing.T) {
	crew := crewOf(2)
	owner, other := crew[0], crew[1]
	claimed(t, owner, 1, 2, 3, 4)
	memory, claim := owner.claimed, owner.claim.Load()
	other.takeOver()
	begun(owner)
	owner.closeClaim()
	if owner.claim.Load() == claim || &owner.claimed[0] == &memory[0] || owner.jobs != nil {
		t.Error("a worker whose jobs were taken over goes on with the same memory")
	}
	// Where nobody came, nothing is allocated.
	claimed(t, owner, 1, 2)
	claim = owner.claim.Load()
	begun(owner)
	owner.closeClaim()
	if owner.claim.Load() != claim {
		t.Error("a worker whose jobs it ran itself has dropped its memory")
	}
}
