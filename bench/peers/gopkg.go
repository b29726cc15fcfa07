package peers

import (
	"sync"

	"github.com/bytedance/gopkg/util/gopool"
)

var gopkg = []Entry{
	{"gopool", "a pool of goroutines with an unbounded list of jobs", "github.com/bytedance/gopkg", func(b *batch) error {
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
	}},
}
