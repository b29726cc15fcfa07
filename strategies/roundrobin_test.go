package strategies_test

import (
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

func TestRoundRobinDeals(t *testing.T) {
	if by, _ := placed(t, RoundRobin{}, 3, ones(8)); !slices.Equal(by, []int{0, 1, 2, 0, 1, 2, 0, 1}) {
		t.Errorf("jobs went to %v", by)
	}
	q := stream(t, RoundRobin{}, pool.Setup{Workers: 3})
	for i := range 7 {
		if w := q.Push(pool.Ticket{Index: i}); w != i%3 {
			t.Errorf("job %d went to worker %d, want %d", i, w, i%3)
		}
	}
}
