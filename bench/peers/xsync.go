package peers

import "golang.org/x/sync/errgroup"

var xsync = []Entry{
	{Name: "errgroup", Summary: "a group with a limit", Source: "golang.org/x/sync", run: func(b *batch) error {
		var g errgroup.Group
		g.SetLimit(b.workers)
		for i := range b.jobs {
			g.Go(func() error {
				b.keep(i)
				return b.results[i].err
			})
		}
		return g.Wait()
	}},
}
