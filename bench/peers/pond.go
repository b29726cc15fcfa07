package peers

import (
	pondpool "github.com/alitto/pond/v2"

	"github.com/go-foundations/poolbench/pool"
)

const pondModule = "github.com/alitto/pond/v2"

// pondRealTime is what a bubble of virtual time does not allow: StopAndWait of every
// pool submits to the package's default pool.
const pondRealTime = "pond stops a pool by another one, which all share"

var pond = []Entry{
	{Name: "pond", Summary: "a pool, one function per job", Source: pondModule, run: func(b *batch) error {
		p := pondpool.NewPool(b.workers)
		for i := range b.jobs {
			if err := p.Go(func() { b.keep(i) }); err != nil {
				return err
			}
		}
		p.StopAndWait()
		return nil
	}, realTime: pondRealTime, stream: func(in *intake) (running, error) {
		p := pondpool.NewPool(in.workers, pondpool.WithQueueSize(in.capacity))
		return running{
			func(job pool.Job[int]) error { return p.Go(func() { in.work(job) }) },
			func() error { p.StopAndWait(); return nil },
		}, nil
	}},
	{Name: "pond-group", Summary: "a group of tasks that return errors", Source: pondModule, run: func(b *batch) error {
		p := pondpool.NewPool(b.workers)
		defer p.StopAndWait()
		g := p.NewGroup()
		for i := range b.jobs {
			g.SubmitErr(func() error {
				b.keep(i)
				return b.results[i].err
			})
		}
		return g.Wait()
	}, realTime: pondRealTime},
	{Name: "pond-results", Summary: "a group of tasks that return results, handed back in order", Source: pondModule, run: func(b *batch) error {
		p := pondpool.NewResultPool[uint64](b.workers)
		defer p.StopAndWait()
		g := p.NewGroup()
		for i := range b.jobs {
			g.SubmitErr(func() (uint64, error) { return b.work(i) })
		}
		values, err := g.Wait()
		if err != nil {
			return err
		}
		return b.fillValues(values)
	}, realTime: pondRealTime},
}
