package peers

import (
	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"

	"github.com/go-foundations/poolbench/pool"
)

const concModule = "github.com/sourcegraph/conc"

var conc = []Entry{
	{Name: "conc", Summary: "a pool of goroutines", Source: concModule, run: func(b *batch) error {
		p := concpool.New().WithMaxGoroutines(b.workers)
		for i := range b.jobs {
			p.Go(func() { b.keep(i) })
		}
		p.Wait()
		return nil
	}},
	{Name: "conc-results", Summary: "a pool of tasks that return a result or an error", Source: concModule, run: func(b *batch) error {
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
	{Name: "conc-iter", Summary: "a mapping of a slice", Source: concModule, run: func(b *batch) error {
		m := iter.Mapper[pool.Job[int], uint64]{MaxGoroutines: b.workers}
		values, err := m.MapErr(b.jobs, func(job *pool.Job[int]) (uint64, error) { return b.do(b.ctx, *job) })
		if err != nil {
			return err
		}
		return b.fillValues(values)
	}},
}
