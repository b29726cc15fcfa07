package peers

import "github.com/creachadair/taskgroup"

var creachadair = []Entry{
	{"taskgroup", "a group with a limit", "github.com/creachadair/taskgroup", func(b *batch) error {
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
