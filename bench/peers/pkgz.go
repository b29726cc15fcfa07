package peers

import (
	"context"

	pkgzpool "github.com/go-pkgz/pool"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

const pkgzModule = "github.com/go-pkgz/pool"

var pkgz = []adapter.Adapter{
	{Name: "pkgz", Summary: "a pool of one function, jobs one by one", Source: pkgzModule, Batch: func(b *adapter.Batch) error { return runPkgz(b, 0) }, Stream: func(in *adapter.Intake) (adapter.Running, error) {
		p := pkgzpool.New[pool.Job[int]](in.Workers, pkgzpool.WorkerFunc[pool.Job[int]](func(_ context.Context, job pool.Job[int]) error {
			in.Work(job)
			return nil
		})).WithBatchSize(0).WithWorkerChanSize(in.Capacity)
		return adapter.Running{
			Submit: func(job pool.Job[int]) error { p.Submit(job); return nil },
			Close:  func() error { return p.Close(in.Context) },
		}, p.Go(in.Context)
	}},
	{Name: "pkgz-batch", Summary: "the same, ten jobs at a time", Source: pkgzModule, Batch: func(b *adapter.Batch) error { return runPkgz(b, 10) }},
}

// runPkgz goes on after a job has failed.
//
// Note: without WithContinueOnError the workers leave at the first error, and a Submit
// that waits for one of them waits for ever (v0.9.0; TestPeersTellErrors hung).
func runPkgz(b *adapter.Batch, size int) error {
	p := pkgzpool.New[int](b.Workers, pkgzpool.WorkerFunc[int](func(_ context.Context, i int) error {
		return b.Keep(i)
	})).WithBatchSize(size).WithContinueOnError()
	if err := p.Go(b.Context); err != nil {
		return err
	}
	for i := range b.Jobs {
		p.Submit(i)
	}
	return p.Close(b.Context)
}
