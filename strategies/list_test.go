package strategies_test

import (
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestList: what the list says of the strategies holds.
func TestList(t *testing.T) {
	f := Factory[int, int]()
	if got, want := len(f.Names()), len(All()); got != want {
		t.Errorf("the factory has %d strategies, the list %d", got, want)
	}
	for _, e := range All() {
		if s, err := f.Lookup(e.Name()); err != nil || s.Name() != e.Name() {
			t.Errorf("%s: the factory has %v, %v", e.Name(), s, err)
		}
		if e.Summary == "" || !slices.Contains([]string{Static, Placed, Dynamic, Ordered, Sliced, Keys, Timed, Meta}, e.Family) {
			t.Errorf("%s: family %q, summary %q", e.Name(), e.Family, e.Summary)
		}
		_, err := e.New().NewQueue(pool.Setup{Workers: 2, Capacity: 8, Stream: true, Now: func() time.Duration { return 0 }})
		if (err != nil) != e.Batch {
			t.Errorf("%s: a stream gives %v, the list says batches only: %v", e.Name(), err, e.Batch)
		}
	}
}
