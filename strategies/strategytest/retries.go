package strategytest

import (
	"context"
	"errors"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var retryRules = []rule{
	{
		name:    "retries",
		explain: "a job whose processor returns an error is tried again MaxRetries times, after RetryDelay, and gets one Result whose Duration includes the waits; a panic is not tried again",
		claimed: Claims.retries,
		run:     runRetries,
	},
	{
		name:    "cancel-stops-retries",
		explain: "the wait before a retry ends with the context, and nothing is tried again after that",
		claimed: Claims.retries,
		run:     runCancelStopsRetries,
	},
	{
		name:    "worker-timeout",
		explain: "WorkerTimeout bounds each attempt at a job, through the processor's context",
		claimed: Claims.retries,
		run:     runWorkerTimeout,
	},
}

func (c Claims) retries() bool { return c.Retries }

func runRetries(c *check) {
	const retries, delay = 2, 100 * time.Millisecond
	in := equalJobs(3, 12)
	in.tweak = func(config *pool.Config) { config.MaxRetries, config.RetryDelay = retries, delay }
	c.inBubble(in.label(), func() {
		tries := make([]int, len(in.jobs)) // of one job by one worker, in turn
		in.process = func(ctx context.Context, job pool.Job[int]) (int, error) {
			i := job.Data
			tries[i]++
			time.Sleep(time.Second)
			switch {
			case i%4 == 1: // fails for good
				return 0, errProcessor
			case i%4 == 2 && tries[i] <= retries: // fails at first
				return 0, errProcessor
			case i%4 == 3:
				panic(panicValue(i))
			}
			return value(i), nil
		}
		out := c.execute(c.strategy(), in)
		for i, r := range c.accounted(out) {
			want, failed := 1, i%4 == 1 || i%4 == 3
			if i%4 == 1 || i%4 == 2 {
				want = retries + 1
			}
			if tries[i] != want {
				c.errorf("%s with MaxRetries %d: job %d was tried %d times, want %d", in.label(), retries, i, tries[i], want)
			}
			if r == nil {
				continue
			}
			if (r.Error != nil) != failed {
				c.errorf("%s with MaxRetries %d: job %d has error %v", in.label(), retries, i, r.Error)
			}
			if least := time.Duration(want)*time.Second + time.Duration(want-1)*delay; r.Duration < least {
				c.errorf("%s with RetryDelay %v: job %d took %v, want %v or more", in.label(), delay, i, r.Duration, least)
			}
		}
	})
}

func runCancelStopsRetries(c *check) {
	const at = 1500 * time.Millisecond
	in := equalJobs(3, 6)
	in.process = func(context.Context, pool.Job[int]) (int, error) { return 0, errProcessor }
	in.tweak = func(config *pool.Config) { config.MaxRetries, config.RetryDelay = 10, time.Hour }
	c.inBubble(in.label(), func() {
		var cancel func()
		in.ctx, cancel = cancelAfter(at)
		defer cancel()
		out := c.execute(c.strategy(), in)
		if out.span() != at {
			c.errorf("%s, canceled after %v in the wait before a retry: returned after %v", in.label(), at, out.span())
		}
		for i, r := range c.accounted(out) {
			if r != nil && r.Error == nil {
				c.errorf("%s, canceled: job %d has no error", in.label(), i)
			}
		}
	})
}

func runWorkerTimeout(c *check) {
	in := equalJobs(3, 6)
	in.service = func(int) time.Duration { return time.Hour }
	in.tweak = func(config *pool.Config) { config.WorkerTimeout = time.Second }
	c.inBubble(in.label(), func() {
		out := c.execute(c.strategy(), in)
		for i, r := range c.accounted(out) {
			if r == nil {
				continue
			}
			if r.Duration != time.Second || !errors.Is(r.Error, context.DeadlineExceeded) {
				c.errorf("%s with WorkerTimeout 1s: job %d took %v and has error %v, want 1s and %v",
					in.label(), i, r.Duration, r.Error, context.DeadlineExceeded)
			}
		}
	})
}
