package strategies

import "github.com/go-foundations/poolbench/pool"

// Factoring hands the jobs out in rounds: half of those that are left, in equal
// chunks, one for each worker, and then half of the rest.
//
// Use it instead of Guided if lengths differ more: its first chunk is half as
// large, so a run of long jobs does half the harm, and with one chunk of each
// size per worker, later chunks even out what earlier ones leave uneven. It needs
// about one and a half times as many chunks. It does not run streams.
//
// Cost: 35 ns a job in a batch (BenchmarkCost, n = 10).
//
// Source: Hummel, Schonberg and Flynn, Factoring: a method for scheduling parallel
// loops, Comm. ACM 35, 1992; this is its FAC2.
type Factoring struct{}

// Name returns "factoring".
func (Factoring) Name() string { return "factoring" }

// NewQueue refuses streams.
func (f Factoring) NewQueue(setup pool.Setup) (pool.Queue, error) { return newCuts(setup, f.cut) }

func (Factoring) cut(jobs, workers int) (chunks []int) {
	for left := jobs; left > 0; {
		size := (left + 2*workers - 1) / (2 * workers)
		for i := 0; i < workers && left > 0; i++ {
			k := min(size, left)
			chunks = append(chunks, k)
			left -= k
		}
	}
	return chunks
}
