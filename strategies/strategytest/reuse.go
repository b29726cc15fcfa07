package strategytest

import (
	"slices"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var reuseRules = []rule{
	{
		name:    "reuse",
		explain: "one value may be executed many times, with other batches and other numbers of workers",
		run:     runReuse,
	},
	{
		name:    "reuse-after-cancel",
		explain: "a run that was canceled leaves nothing behind: the next one of the same value knows only its own jobs",
		run:     runReuseAfterCancel,
	},
	{
		name:    "concurrent-runs",
		explain: "one value may be executed many times at once, and the runs have nothing to do with each other",
		run:     runConcurrentRuns,
	},
	{
		name:    "concurrent-runs-parallel",
		explain: "one value may be executed many times at once without a data race",
		run:     runConcurrentRunsParallel,
	},
	{
		name:    "inputs-unchanged",
		explain: "Execute leaves jobs and config untouched: it neither reorders, edits nor keeps them",
		run:     runInputsUnchanged,
	},
}

func runReuse(c *check) {
	s := c.strategy()
	for _, k := range []struct{ workers, jobs int }{{4, 50}, {4, 50}, {2, 7}, {9, 120}, {1, 0}, {3, 10}} {
		in := equalJobs(k.workers, k.jobs)
		// All in one bubble each, since a value may not carry what belongs to
		// a run, such as a channel, from one to the next.
		c.inBubble("again: "+in.label(), func() { c.complete(c.execute(s, in)) })
		if c.failed() {
			return
		}
	}
}

func runReuseAfterCancel(c *check) {
	for _, workers := range []int{1, 4} {
		c.inBubble("a run after one that was canceled", func() {
			s := c.strategy()
			first := equalJobs(workers, 40)
			ctx, cancel := cancelAfter(1500 * time.Millisecond)
			defer cancel()
			first.ctx = ctx
			c.execute(s, first)
			c.complete(c.execute(s, equalJobs(workers, 9)))
		})
		if c.failed() {
			return
		}
	}
}

func runConcurrentRuns(c *check) {
	c.inBubble("4 runs at once", func() {
		s := c.strategy()
		var wg sync.WaitGroup
		for k := range 4 {
			wg.Go(func() {
				in := equalJobs(k+1, 30+k)
				in.service = func(i int) time.Duration { return time.Duration(i%5+k+1) * time.Millisecond }
				c.complete(c.execute(s, in))
			})
		}
		wg.Wait()
	})
}

func runConcurrentRunsParallel(c *check) {
	c.inRealTime("4 runs at once", func() {
		s := c.strategy()
		var wg sync.WaitGroup
		for k := range 4 {
			wg.Go(func() {
				in := script{workers: k + 1, jobs: newJobs(500 + k), capacity: 8, parallel: true}
				c.complete(c.execute(s, in))
			})
		}
		wg.Wait()
	})
}

func runInputsUnchanged(c *check) {
	in := equalJobs(4, 50)
	in.jobs = withPriorities(3, 50, 3)
	for i := range in.jobs {
		in.jobs[i].Cost = time.Duration(50-i) * time.Second
	}
	before := slices.Clone(in.jobs)
	var config pool.Config
	in.tweak = func(cfg *pool.Config) {
		cfg.MaxRetries, cfg.WorkerTimeout, cfg.Strategy = 1, time.Hour, "a-name"
		config = *cfg
	}
	c.inBubble(in.label(), func() {
		out := c.execute(c.strategy(), in)
		for i := range before {
			if in.jobs[i] != before[i] {
				c.errorf("%s: jobs[%d] is %v, was %v", in.label(), i, in.jobs[i], before[i])
			}
		}
		if out.config != config {
			c.errorf("%s: config is %+v, was %+v", in.label(), out.config, config)
		}
	})
}
