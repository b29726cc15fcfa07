package peers

import "github.com/creachadair/taskgroup"

var creachadair = []Entry{
	{Name: "taskgroup", Summary: "a group with a limit", Source: "github.com/creachadair/taskgroup", run: func(b *batch) error {
		g, start := taskgroup.New(nil).Limit(b.workers)
		for i := range b.jobs {
			start(func() error {
				b.keep(i)
				return b.results[i].err
			})
		}
		return g.Wait()
	}},
}
