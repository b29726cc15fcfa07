package peers

import "github.com/gammazero/workerpool"

var gammazero = []Entry{
	{"gammazero", "a dispatcher with an unbounded queue", "github.com/gammazero/workerpool", func(b *batch) error {
		p := workerpool.New(b.workers)
		for i := range b.jobs {
			p.Submit(func() { b.keep(i) })
		}
		p.StopWait()
		return nil
	}},
}
