package peers

import (
	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"

	"github.com/go-foundations/poolbench/pool"
)

const concModule = "github.com/sourcegraph/conc"

var conc = []Entry{
	{"conc", "a pool of goroutines", concModule, func(b *batch) error {
		p := concpool.New().WithMaxGoroutines(b.workers)
		for i := range b.jobs {
			p.Go(func() { b.keep(i) })
		}
		p.Wait()
		return nil
	}},
	{"conc-results", "a pool of tasks that return a result or an error", concModule, func(b *batch) error {
		p := concpool.NewWithResults[uint64]().WithMaxGoroutines(b.workers).WithErrors()
		for i := range b.jobs {
			p.Go(func() (uint64, error) { return b.work(i) })
		}
		values, err := p.Wait()
		if err != nil {
			return err
		}
		return b.fillValues(values)
	}},
	{"conc-iter", "a mapping of a slice", concModule, func(b *batch) error {
		m := iter.Mapper[pool.Job[int], uint64]{MaxGoroutines: b.workers}
		values, err := m.MapErr(b.jobs, func(job *pool.Job[int]) (uint64, error) { return b.do(b.ctx, *job) })
		if err != nil {
			return err
		}
		return b.fillValues(values)
	}},
}
