package strategytest

import (
	"context"
	"errors"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var cancellationRules = []rule{
	{
		name:    "canceled-beforehand",
		explain: "when the context has ended already, nothing is started, every job gets a Result with its cause, and Execute returns the cause",
		run:     runCanceledBeforehand,
	},
	{
		name:    "cancel-seen",
		explain: "a processor gets a context derived from the caller's: with its values, ending with it, for the same cause",
		run:     runCancelSeen,
	},
	{
		name:    "cancel-prompt",
		explain: "when the context ends, no further job is started and Execute returns as soon as the running processors have",
		run:     runCancelPrompt,
	},
	{
		name:    "cancel-accounted",
		explain: "when the context ends, each job still gets exactly one Result: those that never ran one with the context's cause, and Execute returns the cause",
		run:     runCancelAccounted,
	},
	{
		name:    "deadline",
		explain: "a deadline of the context ends the run like a cancellation, with context.DeadlineExceeded as its cause",
		run:     runDeadline,
	},
}

var errCause = errors.New("the caller's cause")

// cancelAfter returns a context that ends with errCause after d.
func cancelAfter(d time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	if d <= 0 {
		cancel(errCause)
		return ctx, func() {}
	}
	timer := time.AfterFunc(d, func() { cancel(errCause) })
	return ctx, func() { timer.Stop(); cancel(nil) }
}

func runCanceledBeforehand(c *check) {
	for _, capacity := range []int{0, 20} {
		in := equalJobs(4, 20)
		in.capacity = capacity
		c.inBubble(in.label(), func() {
			var cancel func()
			in.ctx, cancel = cancelAfter(0)
			defer cancel()
			out := c.execute(c.strategy(), in)
			if len(out.calls) > 0 {
				c.errorf("%s: %d jobs were started after the context had ended", in.label(), len(out.calls))
			}
			if !errors.Is(out.err, errCause) {
				c.errorf("%s: error %v, want the context's cause %q", in.label(), out.err, errCause)
			}
			for i, r := range c.accounted(out) {
				if r != nil {
					c.neverRan(out, i, *r, errCause)
				}
			}
		})
	}
}

func runCancelSeen(c *check) {
	type key struct{}
	in := equalJobs(4, 8)
	in.process = func(ctx context.Context, job pool.Job[int]) (int, error) {
		if ctx.Value(key{}) != "value" {
			c.errorf("%s: job %d: the processor's context lacks the values of the caller's", in.label(), job.Data)
		}
		if sleep(ctx, time.Hour) == nil {
			c.errorf("%s: job %d: the processor's context did not end with the caller's", in.label(), job.Data)
		} else if err := context.Cause(ctx); err != errCause {
			c.errorf("%s: job %d: the processor's context has cause %v, want the caller's", in.label(), job.Data, err)
		}
		return 0, ctx.Err()
	}
	c.inBubble(in.label(), func() {
		ctx, cancel := cancelAfter(time.Second)
		defer cancel()
		in.ctx = context.WithValue(ctx, key{}, "value")
		c.execute(c.strategy(), in)
	})
}

func runCancelPrompt(c *check) {
	const at = 1500 * time.Millisecond
	for _, k := range []struct {
		what    string
		reacts  bool
		want    time.Duration
		workers int
	}{
		{"processors that watch their context", true, at, 1},
		{"processors that watch their context", true, at, 4},
		{"processors that ignore their context", false, 2 * time.Second, 4},
	} {
		in := equalJobs(k.workers, 40)
		if !k.reacts {
			in.process = func(context.Context, pool.Job[int]) (int, error) {
				time.Sleep(time.Second)
				return 0, nil
			}
		}
		c.inBubble(in.label(), func() {
			var cancel func()
			in.ctx, cancel = cancelAfter(at)
			defer cancel()
			out := c.execute(c.strategy(), in)
			if out.span() != k.want {
				c.errorf("%s, canceled after %v: returned after %v, want %v with %s", in.label(), at, out.span(), k.want, k.what)
			}
			for _, call := range out.calls {
				if began := call.begin.Sub(out.began); began > at {
					c.errorf("%s, canceled after %v: job %d was started after %v", in.label(), at, call.job, began)
				}
			}
		})
	}
}

func runCancelAccounted(c *check) {
	const at = 1500 * time.Millisecond
	for _, capacity := range []int{0, 40} {
		in := equalJobs(4, 40)
		in.capacity = capacity
		c.inBubble(in.label(), func() {
			var cancel func()
			in.ctx, cancel = cancelAfter(at)
			defer cancel()
			c.gaveUp(c.execute(c.strategy(), in), errCause)
		})
	}
}

// gaveUp notes what is wrong about a run that ended early.
func (c *check) gaveUp(s *seen, cause error) {
	if !errors.Is(s.err, cause) {
		c.errorf("%s, canceled: error %v, want the context's cause %q", s.label(), s.err, cause)
	}
	for i, r := range c.accounted(s) {
		switch {
		case r == nil:
		case s.ran[i].Load() == 0:
			c.neverRan(s, i, *r, cause)
		case r.Error == nil:
			c.succeeded(s, i, *r)
		case !errors.Is(r.Error, cause):
			c.errorf("%s, canceled: job %d has error %q, want the one of its processor, %q", s.label(), i, r.Error, cause)
		}
	}
}

func runDeadline(c *check) {
	const at = 1500 * time.Millisecond
	in := equalJobs(4, 40)
	c.inBubble(in.label(), func() {
		var cancel context.CancelFunc
		in.ctx, cancel = context.WithTimeout(context.Background(), at)
		defer cancel()
		out := c.execute(c.strategy(), in)
		c.gaveUp(out, context.DeadlineExceeded)
		if out.span() != at {
			c.errorf("%s with a deadline after %v: returned after %v", in.label(), at, out.span())
		}
	})
}
