package peers

import (
	pondpool "github.com/alitto/pond/v2"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

const pondModule = "github.com/alitto/pond/v2"

// pondRealTime is what a bubble of virtual time does not allow: StopAndWait of every
// pool submits to the package's default pool. Groups are waited for, and workers without a
// job leave by themselves.
const pondRealTime = "pond stops a pool by another one, which all share"

var pond = []adapter.Adapter{
	{Name: "pond", Summary: "a pool, one function per job", Source: pondModule, Batch: func(b *adapter.Batch) error {
		p := pondpool.NewPool(b.Workers)
		for i := range b.Jobs {
			if err := p.Go(func() { b.Keep(i) }); err != nil {
				return err
			}
		}
		p.StopAndWait()
		return nil
	}, RealTime: pondRealTime, Stream: func(in *adapter.Intake) (adapter.Running, error) {
		p := pondpool.NewPool(in.Workers, pondpool.WithQueueSize(in.Capacity))
		return adapter.Running{
			Submit: func(job pool.Job[int]) error { return p.Go(func() { in.Work(job) }) },
			Close:  func() error { p.StopAndWait(); return nil },
		}, nil
	}},
	{Name: "pond-group", Summary: "a group of tasks that return errors", Source: pondModule, Batch: func(b *adapter.Batch) error {
		g := pondpool.NewPool(b.Workers).NewGroup()
		for i := range b.Jobs {
			g.SubmitErr(func() error {
				return b.Keep(i)
			})
		}
		return g.Wait()
	}},
	{Name: "pond-results", Summary: "a group of tasks that return results, handed back in order", Source: pondModule, Batch: func(b *adapter.Batch) error {
		g := pondpool.NewResultPool[uint64](b.Workers).NewGroup()
		for i := range b.Jobs {
			g.SubmitErr(func() (uint64, error) { return b.Work(i) })
		}
		values, err := g.Wait()
		if err != nil {
			return err
		}
		return b.SetValues(values)
	}},
}
