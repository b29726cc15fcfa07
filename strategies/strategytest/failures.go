package strategytest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var failureRules = []rule{
	{
		name:    "error-isolated",
		explain: "an error of a processor is the error of its job's Result, and only of that: the other jobs go on and Execute returns nil",
		run: func(c *check) {
			c.failEveryThird(func(int) error { return errProcessor }, func(_ int, r pool.Result[int]) string {
				if !errors.Is(r.Error, errProcessor) {
					return fmt.Sprintf("error %v, want the processor's %q", r.Error, errProcessor)
				}
				return ""
			})
		},
	},
	{
		name:    "panic-isolated",
		explain: "a processor that panics fails its own job: one Result with a *pool.PanicError that carries value and stack, and the other jobs go on",
		run: func(c *check) {
			c.failEveryThird(func(i int) error { panic(panicValue(i)) }, func(i int, r pool.Result[int]) string {
				var p *pool.PanicError
				switch {
				case !errors.As(r.Error, &p):
					return fmt.Sprintf("error %v, want a *pool.PanicError", r.Error)
				case p.Value != any(panicValue(i)):
					return fmt.Sprintf("a PanicError with value %v, want %q", p.Value, panicValue(i))
				case len(p.Stack) == 0:
					return "a PanicError without a stack"
				}
				return ""
			})
		},
	},
	{
		name:    "goexit-isolated",
		explain: "a processor that calls runtime.Goexit, as t.FailNow does, fails its own job: one Result with an error, and the other jobs go on",
		run: func(c *check) {
			c.failEveryThird(func(int) error { runtime.Goexit(); return nil }, func(_ int, r pool.Result[int]) string {
				if r.Error == nil {
					return "no error"
				}
				return ""
			})
		},
	},
	{
		name:    "no-goroutine-left",
		explain: "Execute returns only when its goroutines have exited, on every path: when all went well, after errors and panics, and when the context ended",
		run:     runNoGoroutineLeft,
	},
}

var errProcessor = errors.New("the processor failed")

// panicValue is what job i panics with. It names the rule: nobody can report a
// panic that a strategy lets through, and this text is all its author sees.
func panicValue(i int) string {
	return fmt.Sprintf("strategytest: rule panic-isolated: job %d panics, and the strategy is to recover it", i)
}

// failEveryThird runs batches in which every third job fails, at once or after
// a second, and the case in which all do. wrong says what is wrong with the
// result of a failed job, "" for nothing.
func (c *check) failEveryThird(fail func(i int) error, wrong func(i int, r pool.Result[int]) string) {
	for _, every := range []int{3, 1} {
		for _, workers := range []int{1, 4} {
			in := equalJobs(workers, 6*workers)
			in.capacity = 1
			fails := func(i int) bool { return i%every == 0 }
			in.process = func(ctx context.Context, job pool.Job[int]) (int, error) {
				if job.Data%2 == 0 {
					time.Sleep(time.Second)
				}
				if fails(job.Data) {
					return 0, fail(job.Data)
				}
				return value(job.Data), nil
			}
			c.inBubble(in.label(), func() {
				out := c.execute(c.strategy(), in)
				if out.err != nil {
					c.errorf("%s: error %q, want none", in.label(), out.err)
				}
				for i, r := range c.accounted(out) {
					switch {
					case r == nil:
					case !fails(i):
						c.succeeded(out, i, *r)
					case wrong(i, *r) != "":
						c.errorf("%s: job %d has %s", in.label(), i, wrong(i, *r))
					case r.Worker < 0 || r.Worker >= workers:
						c.errorf("%s: job %d ran and has worker %d", in.label(), i, r.Worker)
					}
				}
			})
			if c.failed() {
				return
			}
		}
	}
}

func runNoGoroutineLeft(c *check) {
	panics := equalJobs(4, 12)
	panics.process = func(context.Context, pool.Job[int]) (int, error) { panic(panicValue(0)) }
	fails := equalJobs(4, 12)
	fails.process = func(context.Context, pool.Job[int]) (int, error) { return 0, errProcessor }
	for _, in := range []script{equalJobs(4, 0), equalJobs(4, 1), equalJobs(4, 12), fails, panics} {
		c.inBubble(in.label(), func() { c.accounted(c.execute(c.strategy(), in)) })
	}
	in := equalJobs(4, 12)
	c.inBubble(in.label(), func() {
		ctx, cancel := cancelAfter(1500 * time.Millisecond)
		defer cancel()
		canceled := in
		canceled.ctx = ctx
		c.execute(c.strategy(), canceled)
	})
}
