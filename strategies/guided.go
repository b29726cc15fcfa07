package strategies

import (
	"fmt"

	"github.com/go-foundations/poolbench/pool"
)

// Guided lets a worker take a share of the jobs that are left: with W workers one
// in W, so that the chunks shrink, down to single jobs.
//
// Use it for short jobs whose neighbors share data and whose lengths differ a
// little: it needs little more coordination than Chunked, and evens out what that
// leaves uneven. The worst case is a batch with its long jobs first: the first
// chunk has a W-th of all jobs, and all workers wait for the one that gets it. It
// does not run streams.
//
// Cost: 37 ns a job in a batch (BenchmarkCost, n = 10).
//
// Source: Polychronopoulos and Kuck, Guided self-scheduling, IEEE Trans.
// Computers C-36, 1987; schedule(guided) of OpenMP.
type Guided struct {
	Min int // jobs in a chunk, at least, but for the last; 0 means 1
}

// Name returns "guided".
func (Guided) Name() string { return "guided" }

// NewQueue refuses streams, and a negative Min.
func (g Guided) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if g.Min < 0 {
		return nil, fmt.Errorf("Guided.Min is %d, want 0 or more", g.Min)
	}
	return newCuts(setup, g.cut)
}

func (g Guided) cut(jobs, workers int) (chunks []int) {
	for left := jobs; left > 0; {
		k := min(left, max(g.Min, (left+workers-1)/workers))
		chunks = append(chunks, k)
		left -= k
	}
	return chunks
}
