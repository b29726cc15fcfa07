// Package adapter makes a contender of any way to have jobs done, such as the pool that a
// program uses today.
//
// An [Adapter] is a name and a function that does a batch, in the way that the pool's
// own documentation recommends. It calls Keep for each job, which does it and keeps its
// result, or Work where the pool hands results back by itself:
//
//	mine := adapter.Adapter{Name: "mine", Summary: "the pool of our service", Batch: func(b *adapter.Batch) error {
//		p := mypool.New(b.Workers)
//		for i := range b.Jobs {
//			p.Submit(func() { b.Keep(i) })
//		}
//		p.StopWait()
//		return nil
//	}}
//
// One line in a test checks it, adaptertest.Test(t, mine), and one line in main compares
// it with everything else: cli.Main(mine.Contender()).
//
// [github.com/go-foundations/poolbench/bench/plain] has the ways that need no library,
// and the module github.com/go-foundations/poolbench/bench/peers the pools that people
// use.
//
// Files, in the order of reading: adapter.go, stream.go.
package adapter
