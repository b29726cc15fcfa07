package peers

import (
	"github.com/creachadair/taskgroup"

	"github.com/go-foundations/poolbench/bench/adapter"
)

var creachadair = []adapter.Adapter{
	{Name: "taskgroup", Summary: "a group with a limit", Source: "github.com/creachadair/taskgroup", Batch: func(b *adapter.Batch) error {
		g, start := taskgroup.New(nil).Limit(b.Workers)
		for i := range b.Jobs {
			start(func() error {
				return b.Keep(i)
			})
		}
		return g.Wait()
	}},
}
