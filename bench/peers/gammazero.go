package peers

import (
	"github.com/gammazero/workerpool"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

var gammazero = []adapter.Adapter{
	{Name: "gammazero", Summary: "a dispatcher with an unbounded queue", Source: "github.com/gammazero/workerpool", Batch: func(b *adapter.Batch) error {
		p := workerpool.New(b.Workers)
		for i := range b.Jobs {
			p.Submit(func() { b.Keep(i) })
		}
		p.StopWait()
		return nil
	}, Stream: func(in *adapter.Intake) (adapter.Running, error) {
		p := workerpool.New(in.Workers)
		return adapter.Running{
			Submit: func(job pool.Job[int]) error { p.Submit(func() { in.Work(job) }); return nil },
			Close:  func() error { p.StopWait(); return nil },
		}, nil
	}},
}
