package strategytest

import (
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var capacityRules = []rule{
	{
		name:    "results-capacity",
		explain: "any capacity of the results channel will do, and any BufferSize, also with a slow reader: a full channel makes workers wait, it never stops the run",
		run:     runResultsCapacity,
	},
	{
		name:    "results-not-closed",
		explain: "the caller owns results: Execute never closes it",
		claimed: func(c Claims) bool { return !c.ClosesResults },
		run:     runResultsNotClosed,
	},
	{
		name:    spinningRule,
		explain: spinningExplained,
		run:     runNoSpinning,
	},
}

const (
	spinningRule      = "no-spinning"
	spinningExplained = "who waits, for a job, a result's reader or the others, blocks: no spinning, polling or sleeping, which burn a core and stop virtual time"
)

func runResultsCapacity(c *check) {
	const n = 40
	for _, workers := range []int{1, 4} {
		for _, capacity := range []int{0, 1, n} {
			for _, pause := range []time.Duration{0, 3 * time.Second} {
				in := equalJobs(workers, n)
				in.capacity, in.pause = capacity, pause
				c.inBubble(in.label(), func() { c.complete(c.execute(c.strategy(), in)) })
				if c.failed() {
					c.errorf("that was with a results channel of capacity %d and a reader that takes %v a result", capacity, pause)
					return
				}
			}
		}
	}
}

func runResultsNotClosed(c *check) {
	for _, n := range []int{0, 1, 20} {
		in := equalJobs(4, n)
		c.inBubble(in.label(), func() {
			if c.execute(c.strategy(), in).closed {
				c.errorf("%s: closed results", in.label())
			}
		})
	}
}

// runNoSpinning lets workers wait for very long: for a straggler, and for the
// reader. Virtual time makes that free for who blocks, endless for who polls.
//
// Note: 1000 hours were too short to be endless. A pool that looks at its clock twice a
// second was through with them in 10 s on one machine and in 18 s on another, and so kept
// the rule on the first and broke it on the second.
func runNoSpinning(c *check) {
	const long = 100_000 * time.Hour
	straggler := equalJobs(4, 9)
	straggler.service = func(i int) time.Duration {
		if i == 0 {
			return long
		}
		return time.Duration(i)
	}
	full := equalJobs(4, 9)
	full.capacity, full.pause = 0, long
	for _, in := range []script{straggler, full} {
		if !c.inBubble(in.label(), func() { c.complete(c.execute(c.strategy(), in)) }) {
			return
		}
	}
}

var limitRules = []rule{
	{
		name:    "worker-limit",
		explain: "never more than NumWorkers processors run at once",
		run:     runWorkerLimit,
	},
	{
		name:    "workers-used",
		explain: "all workers are used: with enough jobs, NumWorkers of them run at once (Claims.Workers excuses a strategy that uses fewer)",
		run:     runWorkersUsed,
	},
}

func runWorkerLimit(c *check) {
	for _, workers := range []int{1, 2, 7, 64} {
		// Many, too: a goroutine for each ten jobs is within the limit where there are few.
		for _, n := range []int{5*workers + 3, 50*workers + 3} {
			times := skewed(uint64(workers), n)
			in := script{workers: workers, jobs: newJobs(n), service: func(i int) time.Duration { return times[i] }}
			c.inBubble(in.label(), func() {
				if out := c.execute(c.strategy(), in); out.peak > workers {
					c.errorf("%s: %d processors at once", in.label(), out.peak)
				}
			})
			if c.failed() {
				return
			}
		}
	}
}

func runWorkersUsed(c *check) {
	for _, workers := range []int{1, 2, 7, 64} {
		for _, n := range []int{workers, workers + 1, 4 * workers, 20 * workers} {
			in := equalJobs(workers, n)
			in.tweak = func(config *pool.Config) { config.BufferSize = n }
			c.inBubble(in.label(), func() {
				out := c.execute(c.strategy(), in)
				if want := c.claims.busy(workers, n); out.peak < want {
					c.errorf("%s: %d processors at once, want %d", in.label(), out.peak, want)
				}
			})
			if c.failed() {
				return
			}
		}
	}
}
