package peers

import (
	"golang.org/x/sync/errgroup"

	"github.com/go-foundations/poolbench/bench/adapter"
)

var xsync = []adapter.Adapter{
	{Name: "errgroup", Summary: "a group with a limit", Source: "golang.org/x/sync", Batch: func(b *adapter.Batch) error {
		var g errgroup.Group
		g.SetLimit(b.Workers)
		for i := range b.Jobs {
			g.Go(func() error {
				return b.Keep(i)
			})
		}
		return g.Wait()
	}},
}
