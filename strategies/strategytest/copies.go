package strategytest

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var copyRules = []rule{
	{
		name:    "stream-copies",
		explain: "a job that runs for years has exactly one Result, that of the copy that ends first if it has a second one, and is copied at most once",
		claimed: Claims.streams,
		run:     runStreamCopies,
	},
}

// years is longer than any job of another rule takes.
const years = 100 * 365 * 24 * time.Hour

// runStreamCopies has every tenth job take very long, but for its second copy.
func runStreamCopies(c *check) {
	in := script{workers: 4, jobs: newJobs(100), capacity: 100}
	in.process = func(ctx context.Context, job pool.Job[int]) (int, error) {
		d := time.Second + time.Duration(job.Data)
		if copy, _ := pool.CopyOf(ctx); job.Data%10 == 9 && !copy.Second {
			d = years
		}
		return value(job.Data), sleep(ctx, d)
	}
	c.inBubble("a stream", func() {
		f := c.flow(in, 100)
		if f == nil {
			return
		}
		for i := range in.jobs {
			time.Sleep(time.Second)
			f.submit(i, nil)
		}
		f.end()
		f.complete()
	})
}
