package peers

import (
	"sync"

	"github.com/bytedance/gopkg/util/gopool"

	"github.com/go-foundations/poolbench/pool"
)

var gopkg = []Entry{
	{Name: "gopool", Summary: "a pool of goroutines with an unbounded list of jobs", Source: "github.com/bytedance/gopkg", run: func(b *batch) error {
		p := gopool.NewPool("bench", int32(b.workers), gopool.NewConfig())
		var wg sync.WaitGroup
		for i := range b.jobs {
			wg.Add(1)
			p.Go(func() {
				defer wg.Done()
				b.keep(i)
			})
		}
		wg.Wait()
		return nil
	}, stream: func(in *intake) (running, error) {
		p := gopool.NewPool("bench", int32(in.workers), gopool.NewConfig())
		var wg sync.WaitGroup
		return running{
			func(job pool.Job[int]) error {
				wg.Add(1)
				p.Go(func() {
					defer wg.Done()
					in.work(job)
				})
				return nil
			},
			func() error { wg.Wait(); return nil },
		}, nil
	}},
}
