package peers

import (
	"context"

	pkgzpool "github.com/go-pkgz/pool"

	"github.com/go-foundations/poolbench/pool"
)

const pkgzModule = "github.com/go-pkgz/pool"

var pkgz = []Entry{
	{Name: "pkgz", Summary: "a pool of one function, jobs one by one", Source: pkgzModule, run: func(b *batch) error { return runPkgz(b, 0) }, stream: func(in *intake) (running, error) {
		p := pkgzpool.New[pool.Job[int]](in.workers, pkgzpool.WorkerFunc[pool.Job[int]](func(_ context.Context, job pool.Job[int]) error {
			in.work(job)
			return nil
		})).WithBatchSize(0).WithWorkerChanSize(in.capacity)
		return running{
			func(job pool.Job[int]) error { p.Submit(job); return nil },
			func() error { return p.Close(in.ctx) },
		}, p.Go(in.ctx)
	}},
	{Name: "pkgz-batch", Summary: "the same, ten jobs at a time", Source: pkgzModule, run: func(b *batch) error { return runPkgz(b, 10) }},
}

// runPkgz goes on after a job has failed.
//
// Note: without WithContinueOnError the workers leave at the first error, and a Submit
// that waits for one of them waits for ever (v0.9.0; TestPeersTellErrors hung).
func runPkgz(b *batch, size int) error {
	p := pkgzpool.New[int](b.workers, pkgzpool.WorkerFunc[int](func(_ context.Context, i int) error {
		b.keep(i)
		return b.results[i].err
	})).WithBatchSize(size).WithContinueOnError()
	if err := p.Go(b.ctx); err != nil {
		return err
	}
	for i := range b.jobs {
		p.Submit(i)
	}
	return p.Close(b.ctx)
}
