package peers

import (
	"sync"

	"github.com/bytedance/gopkg/util/gopool"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

var gopkg = []adapter.Adapter{
	{Name: "gopool", Summary: "a pool of goroutines with an unbounded list of jobs", Source: "github.com/bytedance/gopkg", Batch: func(b *adapter.Batch) error {
		p := gopool.NewPool("bench", int32(b.Workers), gopool.NewConfig())
		var wg sync.WaitGroup
		for i := range b.Jobs {
			wg.Add(1)
			p.Go(func() {
				defer wg.Done()
				b.Keep(i)
			})
		}
		wg.Wait()
		return nil
	}, Stream: func(in *adapter.Intake) (adapter.Running, error) {
		p := gopool.NewPool("bench", int32(in.Workers), gopool.NewConfig())
		var wg sync.WaitGroup
		return adapter.Running{
			Submit: func(job pool.Job[int]) error {
				wg.Add(1)
				p.Go(func() {
					defer wg.Done()
					in.Work(job)
				})
				return nil
			},
			Close: func() error { wg.Wait(); return nil },
		}, nil
	}},
}
