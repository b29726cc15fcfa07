package strategytest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var countingRules = []rule{
	{
		name:    "exactly-once",
		explain: "every job runs exactly once and gets exactly one Result with its own ID and data, however unequal the jobs are; nothing else runs",
		run:     runExactlyOnce,
	},
	{
		name:    "exactly-once-parallel",
		explain: "every job runs exactly once and gets exactly one Result, also when workers race for very short jobs",
		run:     runExactlyOnceParallel,
	},
	{
		name:    "ids-not-unique",
		explain: "Job.ID need not be unique, and may be empty: jobs are told apart by their place in the batch",
		run:     runIDsNotUnique,
	},
}

// skewed returns service times of which few are long, no two the same.
func skewed(seed uint64, n int) []time.Duration {
	rng := rand.New(rand.NewPCG(seed, 1))
	times := make([]time.Duration, n)
	for i := range times {
		mean := float64(time.Millisecond)
		if rng.IntN(20) == 0 {
			mean *= 100
		}
		// A nanosecond of its own for each job: timers of one instant fire in
		// random order, and runs would not repeat.
		times[i] = time.Duration(rng.ExpFloat64()*mean)/time.Duration(n)*time.Duration(n) + time.Duration(i+1)
	}
	return times
}

func runExactlyOnce(c *check) {
	for _, k := range []struct{ workers, jobs int }{{1, 100}, {2, 1000}, {3, 500}, {7, 1000}, {64, 2000}} {
		times := skewed(uint64(k.workers), k.jobs)
		in := script{
			workers: k.workers, jobs: newJobs(k.jobs), capacity: k.jobs,
			service: func(i int) time.Duration { return times[i] },
		}
		c.inBubble(in.label(), func() { c.complete(c.execute(c.strategy(), in)) })
		if c.failed() {
			return
		}
	}
}

func runExactlyOnceParallel(c *check) {
	for _, k := range []struct{ workers, jobs int }{{2, 3000}, {2, 200}, {8, 1000}, {64, 1000}} {
		in := script{workers: k.workers, jobs: newJobs(k.jobs), capacity: 16, parallel: true}
		c.inRealTime(in.label(), func() { c.complete(c.execute(c.strategy(), in)) })
		if c.failed() {
			return
		}
	}
}

func runIDsNotUnique(c *check) {
	for _, id := range []string{"", "same"} {
		in := script{workers: 3, jobs: newJobs(20), capacity: 20}
		for i := range in.jobs {
			in.jobs[i].ID = id
		}
		label := fmt.Sprintf("%s, all with ID %q", in.label(), id)
		c.inBubble(label, func() {
			out := c.execute(c.strategy(), in)
			got := make(map[int]int)
			for _, r := range out.results {
				got[r.Data]++
			}
			for i := range in.jobs {
				if got[value(i)] != 1 {
					c.errorf("%s: job %d has %d results, want 1", label, i, got[value(i)])
				}
			}
			if len(out.results) != len(in.jobs) {
				c.errorf("%s: %d results", label, len(out.results))
			}
		})
	}
}

// equalJobs returns the script of n jobs that take a second each.
func equalJobs(workers, n int) script {
	return script{
		workers: workers, jobs: newJobs(n), capacity: n,
		service: func(int) time.Duration { return time.Second },
	}
}

// withPriorities returns n jobs whose priorities are drawn from levels.
func withPriorities(seed uint64, n, levels int) []pool.Job[int] {
	rng := rand.New(rand.NewPCG(seed, 2))
	jobs := newJobs(n)
	for i := range jobs {
		jobs[i].Priority = rng.IntN(levels)
	}
	return jobs
}
