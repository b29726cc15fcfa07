package peers

import (
	"github.com/gammazero/workerpool"

	"github.com/go-foundations/poolbench/pool"
)

var gammazero = []Entry{
	{Name: "gammazero", Summary: "a dispatcher with an unbounded queue", Source: "github.com/gammazero/workerpool", run: func(b *batch) error {
		p := workerpool.New(b.workers)
		for i := range b.jobs {
			p.Submit(func() { b.keep(i) })
		}
		p.StopWait()
		return nil
	}, stream: func(in *intake) (running, error) {
		p := workerpool.New(in.workers)
		return running{
			func(job pool.Job[int]) error { p.Submit(func() { in.work(job) }); return nil },
			func() error { p.StopWait(); return nil },
		}, nil
	}},
}
