package strategies

import "github.com/go-foundations/poolbench/pool"

// LongestFirst runs the job first that is expected to take longest, by its Cost, and the
// oldest of those with the same. A job without one is expected to take as long as others
// of its Key that have ended, and comes last if there is none.
//
// Use it for batches whose end is waited for, where costs are known: the last jobs to
// end are short ones, so workers end at nearly the same time. The makespan is at most
// 4/3 − 1/(3W) of the best possible. In a stream it makes nearly everybody wait longer.
//
// A lock and a heap.
//
// Source: LPT of Graham, Bounds on multiprocessing timing anomalies, SIAM J. Applied
// Mathematics 17, 1969.
type LongestFirst struct{}

// Name returns "longest-first".
func (LongestFirst) Name() string { return "longest-first" }

// NewQueue never fails.
func (LongestFirst) NewQueue(pool.Setup) (pool.Queue, error) { return new(longest), nil }

type longest struct {
	heaped
	learned
}

func (q *longest) Push(t pool.Ticket) int {
	q.push(-int64(q.cost(t)), t.Index)
	return pool.AnyWorker
}
