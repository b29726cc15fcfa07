package strategytest

import (
	"context"
	"errors"
	"runtime"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var streamEndRules = []rule{
	{
		name:    "stream-close",
		explain: "Close drains: it returns when every accepted job has its Result, and from then on Submit returns ErrClosed; a pool can be started again",
		claimed: Claims.streams,
		run:     runStreamClose,
	},
	{
		name:    "stream-full",
		explain: "while BufferSize jobs wait, TrySubmit returns ErrFull and Submit waits, until its own context ends and it returns the cause",
		claimed: Claims.streams,
		run:     runStreamFull,
	},
	{
		name:    "stream-cancel",
		explain: "when the stream's context ends, nothing more starts, every accepted job still gets exactly one Result, those that never ran with the cause, and Submit and Close return it",
		claimed: Claims.streams,
		run:     runStreamCancel,
	},
	{
		name:    "stream-failures",
		explain: "an error, a panic or runtime.Goexit of a processor is the error of its job's Result, and the stream goes on with all its workers",
		claimed: Claims.streams,
		run:     runStreamFailures,
	},
}

func runStreamClose(c *check) {
	in := equalJobs(4, 30)
	c.inBubble("a stream", func() {
		f := c.flow(in, 30)
		if f == nil {
			return
		}
		f.submitAll(1, nil)
		f.end()
		f.complete()
		if err := f.Submit(background, in.jobs[0]); !errors.Is(err, pool.ErrClosed) {
			c.errorf("%s: Submit after Close: error %v, want ErrClosed", f.label(), err)
		}
		if err := f.Start(background); err != nil {
			c.errorf("%s: Start after Close: %v", f.label(), err)
		}
		if err := f.Submit(background, in.jobs[0]); err != nil {
			c.errorf("%s: Submit after a second Start: %v", f.label(), err)
		}
		if err := f.Close(); err != nil {
			c.errorf("%s: a second Close: %v", f.label(), err)
		}
		results := 0
		for range f.Results() {
			results++
		}
		if results != 1 {
			c.errorf("%s: %d results of a second stream of 1 job", f.label(), results)
		}
	})
}

func runStreamFull(c *check) {
	const buffer = 3
	in := equalJobs(1, buffer+3)
	c.inBubble("a stream", func() {
		f := c.flow(in, buffer)
		if f == nil {
			return
		}
		for i := range buffer + 1 { // one runs, the others wait
			f.submit(i, nil)
			synctest.Wait()
		}
		if err := f.TrySubmit(in.jobs[buffer+1]); !errors.Is(err, pool.ErrFull) {
			c.errorf("%s: TrySubmit while %d jobs wait: error %v, want ErrFull", f.label(), buffer, err)
		}
		ctx, cancel := cancelAfter(time.Second / 2)
		defer cancel()
		if err := f.Submit(ctx, in.jobs[buffer+1]); !errors.Is(err, errCause) {
			c.errorf("%s: Submit while %d jobs wait, canceled: error %v, want the cause %q", f.label(), buffer, err, errCause)
		}
		f.submit(buffer+2, nil) // waits for its turn
		f.end()
		for i, r := range f.accounted() {
			if r != nil {
				c.succeeded(f.seen, i, *r)
			}
		}
	})
}

func runStreamCancel(c *check) {
	const at = 1500 * time.Millisecond
	for _, buffer := range []int{2, 100} {
		in := equalJobs(4, 40)
		c.inBubble("a stream", func() {
			var cancel func()
			in.ctx, cancel = cancelAfter(at)
			defer cancel()
			f := c.flow(in, buffer)
			if f == nil {
				return
			}
			f.submitAll(3, errCause)
			<-in.ctx.Done()
			synctest.Wait()
			if err := f.Submit(background, in.jobs[0]); !errors.Is(err, errCause) {
				c.errorf("%s, canceled: Submit returned %v, want the cause %q", f.label(), err, errCause)
			}
			f.end()
			if got := f.seen.span(); got != at {
				c.errorf("%s, canceled after %v: ended after %v", f.label(), at, got)
			}
			if !errors.Is(f.err, errCause) {
				c.errorf("%s, canceled: Close returned %v, want the cause %q", f.label(), f.err, errCause)
			}
			for i, r := range f.accounted() {
				if r != nil && f.seen.ran[i].Load() == 0 {
					c.neverRan(f.seen, i, *r, errCause)
				}
			}
			for _, call := range f.seen.calls {
				if began := call.begin.Sub(f.seen.began); began > at {
					c.errorf("%s, canceled after %v: job %d was started after %v", f.label(), at, call.job, began)
				}
			}
		})
	}
}

func runStreamFailures(c *check) {
	const workers = 3
	in := equalJobs(workers, 12*workers)
	in.process = func(_ context.Context, job pool.Job[int]) (int, error) {
		time.Sleep(time.Second)
		switch job.Data % 4 {
		case 1:
			return 0, errProcessor
		case 2:
			panic(panicValue(job.Data))
		case 3:
			runtime.Goexit()
		}
		return value(job.Data), nil
	}
	c.inBubble("a stream", func() {
		f := c.flow(in, 4)
		if f == nil {
			return
		}
		f.submitAll(1, nil)
		f.end()
		for i, r := range f.accounted() {
			if r == nil {
				continue
			}
			var p *pool.PanicError
			ok := true
			switch i % 4 {
			case 0:
				c.succeeded(f.seen, i, *r)
			case 1:
				ok = errors.Is(r.Error, errProcessor)
			case 2:
				ok = errors.As(r.Error, &p) && p.Value == any(panicValue(i)) && len(p.Stack) > 0
			case 3:
				ok = r.Error != nil
			}
			if !ok {
				c.errorf("%s: job %d has error %v", f.label(), i, r.Error)
			}
		}
	})
}
