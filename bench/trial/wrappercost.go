package trial

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// WrapperCost returns the measurement overhead per job: two clock reads and what goes
// with them, the least mean of five batches of 10,000 jobs that do nothing.
func WrapperCost(ctx context.Context) time.Duration {
	const n = 10_000
	nothing := func(context.Context, pool.Job[workloads.Task]) (uint64, error) { return 0, nil }
	t := New(make([]pool.Job[workloads.Task], n), nothing, 1)
	t.unpack()
	best := time.Duration(1<<63 - 1)
	for range 5 {
		clear(t.spans)
		t.began = time.Now()
		for i := range t.jobs {
			t.do(ctx, t.jobs[i])
		}
		best = min(best, time.Since(t.began)/n)
	}
	return best
}
