package peers

import "golang.org/x/sync/errgroup"

var xsync = []Entry{
	{"errgroup", "a group with a limit", "golang.org/x/sync", func(b *batch) error {
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
