package selftest

import (
	"context"
	"math"
	"runtime"
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// An expectation is what theory says of a stream. Most is the share of it that
// half of the interval may be with 200,000 jobs; it falls with the root of their
// number.
type expectation struct {
	what   string
	of     quantity
	theory float64
	most   float64
	source string
}

// replicated returns the values of each quantity, of all replications, which run on all
// processors.
func replicated(quantities int, one func(k int, values []float64) error) ([][]float64, error) {
	values := make([][]float64, Replications)
	errs := make([]error, Replications)
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for k := range Replications {
		values[k] = make([]float64, quantities)
		free <- struct{}{}
		wg.Go(func() {
			errs[k] = one(k, values[k])
			<-free
		})
	}
	wg.Wait()
	byQuantity := make([][]float64, quantities)
	for k := range values {
		if errs[k] != nil {
			return nil, errs[k]
		}
		for i, v := range values[k] {
			byQuantity[i] = append(byQuantity[i], v)
		}
	}
	return byQuantity, nil
}

// of returns a check that runs the stream with a strategy and compares. name has the name
// of the strategy appended.
func (s stream) of(d pool.Discipline, name string, expected ...expectation) check {
	return check{d, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
		values, err := replicated(len(expected), func(k int, values []float64) error {
			jobs, err := s.run(ctx, d, o.Jobs/Replications, o.Seed+uint64(k))
			for i, e := range expected {
				if err == nil {
					values[i] = e.of(jobs)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		compare(name+", "+label(d), values, o, emit, expected)
		return nil
	}}
}

// beside returns a check that runs the stream with a strategy and with the shared queue, on
// the same jobs at the same times, and compares their ratio.
func (s stream) beside(d pool.Discipline, name string, expected ...expectation) check {
	return check{d, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
		values, err := replicated(len(expected), func(k int, values []float64) error {
			jobs, err := s.run(ctx, d, o.Jobs/Replications, o.Seed+uint64(k))
			if err != nil {
				return err
			}
			others, err := s.run(ctx, strategies.SharedQueue{}, o.Jobs/Replications, o.Seed+uint64(k))
			for i, e := range expected {
				if err == nil {
					values[i] = e.of(jobs) / e.of(others)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		compare(name+", "+label(d)+" over shared-queue", values, o, emit, expected)
		return nil
	}}
}

// later returns a check that is made when it runs: its theory takes long to compute.
func later(d pool.Discipline, make func() check) check {
	return check{d, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
		return make().run(ctx, d, o, emit)
	}}
}

// compare emits a figure for each expectation, of its value in each replication.
func compare(name string, values [][]float64, o Options, emit func(Figure), expected []expectation) {
	for i, e := range expected {
		f := Figure{What: name + ": " + e.what, Theory: e.theory, Source: e.source}
		f.Measured, f.Half = estimate(values[i])
		f.Most = e.most * math.Sqrt(200_000/float64(o.Jobs))
		emit(f)
	}
}
