package trial

import (
	"context"

	"github.com/go-foundations/poolbench/pool"
)

type (
	wantsWorkers struct{} // key of a context: jobs are to know their worker
	workerOf     struct{} // key of the context of a job: its worker
)

// nameWorkers has the jobs of the pool know their worker, if the context wants it.
func nameWorkers(ctx context.Context, p *pool.WorkerPool[int, uint64]) {
	if ctx.Value(wantsWorkers{}) == nil {
		return
	}
	p.OnWorker(func(ctx context.Context, worker int) (context.Context, func()) {
		return context.WithValue(ctx, workerOf{}, worker), nil
	})
}
