package virtual

import (
	"context"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// Process does a job by sleeping for its service time. It is a [pool.Processor]. If cores
// are limited, it holds one while the job computes, and none during its IO. A job that has
// begun runs to its end, as a computation would; if ctx has ended before, Process returns
// its cause.
//
// A copy of a job ends when it is canceled; a second one does what [workloads.Task.Copy] says.
//
// Jobs that end at the same instant go on in the order of Task.Seed, which differs between
// all jobs of a workload.
func (c *Clock) Process(ctx context.Context, job pool.Job[workloads.Task]) (uint64, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if err := c.Err(); err != nil {
		return 0, err
	}
	if copy, ok := pool.CopyOf(ctx); ok {
		return c.processCopy(ctx, copy, job.Data)
	}
	t := &job.Data
	id := int64(t.Seed)
	if c.cores == nil {
		c.Sleep(t.Service, id)
		return uint64(t.Seed), nil
	}
	if t.CPU > 0 {
		c.cores <- struct{}{}
		c.Sleep(t.CPU, id)
		<-c.cores
	}
	if io := t.IO(); io > 0 {
		c.Sleep(io, id)
	}
	return uint64(t.Seed), nil
}

// processCopy is Process for a copy of a job.
func (c *Clock) processCopy(ctx context.Context, copy pool.Copy, t workloads.Task) (uint64, error) {
	if copy.Second {
		t = t.Copy()
	}
	id := int64(t.Seed)<<31 | int64(copy.Worker) // both copies may end at one instant
	canceled := func() (uint64, error) {
		c.wokenTurn(int64(copy.Worker))
		return 0, context.Cause(ctx)
	}
	if c.cores == nil {
		if !c.sleepUntil(ctx.Done(), t.Service, id) {
			return canceled()
		}
		return uint64(t.Seed), nil
	}
	if t.CPU > 0 {
		select {
		case c.cores <- struct{}{}:
		case <-ctx.Done():
			return canceled()
		}
		slept := c.sleepUntil(ctx.Done(), t.CPU, id)
		if !slept {
			c.wokenTurn(int64(copy.Worker))
		}
		<-c.cores
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
	}
	if io := t.IO(); io > 0 && !c.sleepUntil(ctx.Done(), io, id) {
		return canceled()
	}
	return uint64(t.Seed), nil
}
