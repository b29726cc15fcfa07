package adapter_test

import (
	"sync"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/bench/cli"
)

// A mypool stands for the pool of your own program.
type mypool struct {
	tasks chan func()
	wg    sync.WaitGroup
}

func newPool(workers int) *mypool {
	p := &mypool{tasks: make(chan func())}
	for range workers {
		p.wg.Go(func() {
			for task := range p.tasks {
				task()
			}
		})
	}
	return p
}

func (p *mypool) Submit(task func()) { p.tasks <- task }

func (p *mypool) StopWait() { close(p.tasks); p.wg.Wait() }

// mine is the pool of this program: a name, and how it does a batch.
var mine = adapter.Adapter{
	Name:    "mine",
	Summary: "the pool of our service",
	Batch: func(b *adapter.Batch) error {
		p := newPool(b.Workers)
		for i := range b.Jobs {
			p.Submit(func() { b.Keep(i) }) // does job i and keeps its result
		}
		p.StopWait()
		return nil
	},
}

func main() { cli.Main(mine.Contender()) }

// The whole compare command with a pool of one's own in every comparison: call main.
func ExampleAdapter() {
	_ = main // it ends the process
}
