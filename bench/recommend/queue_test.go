package recommend

import (
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestQueueIsTheLoop: behind one queue every job starts at the same nanosecond as in the loop
// of package virtual that drives the shared queue itself, with any number of workers.
func TestQueueIsTheLoop(t *testing.T) {
	const jobs = 2000
	for seed := range uint64(8) {
		line := &queue{}
		line.arrivals, line.services = randomLog(t, seed, jobs).Times()
		most, busy := line.running()
		for _, workers := range []int{1, max(1, int(busy)), int(busy) + 1, (int(busy) + most) / 2, most, jobs} {
			var got, want [jobs]time.Duration
			line.run(workers, func(i int, at time.Duration) bool { got[i] = at; return true })
			var job pool.Job[workloads.Task]
			_, err := virtual.Simulation{
				Discipline: strategies.SharedQueue{}, Workers: workers, Jobs: jobs, Arrivals: line.arrivals,
				Job: func(i int) *pool.Job[workloads.Task] {
					job.Data = workloads.Task{Service: line.services[i], CPU: line.services[i], Seed: uint32(i)}
					return &job
				},
				Ended: func(e virtual.Ended) { want[e.Job] = e.Started },
			}.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("log %d, %d workers: job %d starts after %v, in the loop after %v", seed, workers, i, got[i], want[i])
					break
				}
			}
		}
	}
}
