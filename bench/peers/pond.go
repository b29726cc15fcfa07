package peers

import pondpool "github.com/alitto/pond/v2"

const pondModule = "github.com/alitto/pond/v2"

var pond = []Entry{
	{"pond", "a pool, one function per job", pondModule, func(b *batch) error {
		p := pondpool.NewPool(b.workers)
		for i := range b.jobs {
			if err := p.Go(func() { b.keep(i) }); err != nil {
				return err
			}
		}
		p.StopAndWait()
		return nil
	}},
	{"pond-group", "a group of tasks that return errors", pondModule, func(b *batch) error {
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
	}},
	{"pond-results", "a group of tasks that return results, handed back in order", pondModule, func(b *batch) error {
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
	}},
}
