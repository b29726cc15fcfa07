package peers

import (
	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

const concModule = "github.com/sourcegraph/conc"

var conc = []adapter.Adapter{
	{Name: "conc", Summary: "a pool of goroutines", Source: concModule, Batch: func(b *adapter.Batch) error {
		p := concpool.New().WithMaxGoroutines(b.Workers)
		for i := range b.Jobs {
			p.Go(func() { b.Keep(i) })
		}
		p.Wait()
		return nil
	}},
	{Name: "conc-results", Summary: "a pool of tasks that return a result or an error", Source: concModule, Batch: func(b *adapter.Batch) error {
		p := concpool.NewWithResults[uint64]().WithMaxGoroutines(b.Workers).WithErrors()
		for i := range b.Jobs {
			p.Go(func() (uint64, error) { return b.Work(i) })
		}
		values, err := p.Wait()
		if err != nil {
			return err
		}
		return b.SetValues(values)
	}},
	{Name: "conc-iter", Summary: "a mapping of a slice", Source: concModule, Batch: func(b *adapter.Batch) error {
		m := iter.Mapper[pool.Job[int], uint64]{MaxGoroutines: b.Workers}
		values, err := m.MapErr(b.Jobs, func(job *pool.Job[int]) (uint64, error) { return b.Work(job.Data) })
		if err != nil {
			return err
		}
		return b.SetValues(values)
	}},
}
