package strategies

import "github.com/go-foundations/poolbench/pool"

// Trapezoid lets a worker take half of a worker's share of all jobs at first, and
// makes each chunk smaller than the one before by the same number of jobs.
//
// Use it for short jobs that become shorter or longer along the batch: the chunks
// shrink evenly, not fast at first like those of Guided and Factoring, so there are
// fewer of them. The last chunks are not single jobs, so workers wait a little for
// each other at the end. It does not run streams.
//
// Cost: 35 ns a job in a batch (BenchmarkCost, n = 10).
//
// Source: Tzeng and Ni, Trapezoid self-scheduling, IEEE Trans. Parallel and
// Distributed Systems 4, 1993; in whole numbers, with a first chunk of N/2W.
type Trapezoid struct{}

// Name returns "trapezoid".
func (Trapezoid) Name() string { return "trapezoid" }

// NewQueue refuses streams.
func (z Trapezoid) NewQueue(setup pool.Setup) (pool.Queue, error) { return newCuts(setup, z.cut) }

func (Trapezoid) cut(jobs, workers int) (chunks []int) {
	first := max(1, jobs/(2*workers))
	all := (2*jobs + first) / (first + 1) // as many chunks as it takes, from first down to 1
	step := 0
	if all > 1 {
		step = (first - 1) / (all - 1)
	}
	size := first
	for left := jobs; left > 0; {
		k := min(size, left)
		chunks = append(chunks, k)
		left -= k
		size = max(1, size-step)
	}
	return chunks
}
