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
// Jobs that end at the same instant go on in the order of Task.Seed, which differs between
// all jobs of a workload.
func (c *Clock) Process(ctx context.Context, job pool.Job[workloads.Task]) (uint64, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if err := c.Err(); err != nil {
		return 0, err
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
