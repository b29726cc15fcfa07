package peers

import (
	"context"

	pkgzpool "github.com/go-pkgz/pool"
)

const pkgzModule = "github.com/go-pkgz/pool"

var pkgz = []Entry{
	{"pkgz", "a pool of one function, jobs one by one", pkgzModule, func(b *batch) error { return runPkgz(b, 0) }},
	{"pkgz-batch", "the same, ten jobs at a time", pkgzModule, func(b *batch) error { return runPkgz(b, 10) }},
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
