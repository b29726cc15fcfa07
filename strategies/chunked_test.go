package strategies_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

func TestChunkedCuts(t *testing.T) {
	for _, c := range []struct{ jobs, workers int }{{10, 3}, {3, 3}, {2, 5}, {100, 7}} {
		by, _ := placed(t, Chunked{}, c.workers, ones(c.jobs))
		count := make(map[int]int)
		for _, w := range by {
			count[w]++
		}
		if !slices.IsSorted(by) {
			t.Errorf("%d jobs, %d workers: went to %v, want runs of neighbours", c.jobs, c.workers, by)
		}
		for w, n := range count {
			if even := c.jobs / min(c.workers, c.jobs); n < even || n > even+1 {
				t.Errorf("%d jobs, %d workers: worker %d has %d", c.jobs, c.workers, w, n)
			}
		}
	}
	if _, err := (Chunked{}).NewQueue(pool.Setup{Workers: 2, Stream: true}); err == nil || !strings.Contains(err.Error(), "batches only") {
		t.Errorf("a stream: %v", err)
	}
}
