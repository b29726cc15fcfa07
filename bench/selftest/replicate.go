package selftest

import (
	"context"
	"fmt"
	"math"

	"github.com/go-foundations/poolbench/pool"
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

// replicate runs the stream and compares.
func (s stream) replicate(ctx context.Context, name string, o Options, emit func(Figure), expected []expectation) error {
	values := make([][]float64, len(expected))
	for k := range Replications {
		jobs, err := s.run(ctx, o.Jobs/Replications, o.Seed+uint64(k))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, e := range expected {
			values[i] = append(values[i], e.of(jobs))
		}
	}
	compare(name, values, o, emit, expected)
	return nil
}

// beside runs the stream with its discipline and with another, on the same jobs
// at the same times, and compares their ratio.
func (s stream) beside(ctx context.Context, other pool.Discipline, name string, o Options, emit func(Figure), expected []expectation) error {
	reference := s
	reference.discipline = other
	values := make([][]float64, len(expected))
	for k := range Replications {
		jobs, err := s.run(ctx, o.Jobs/Replications, o.Seed+uint64(k))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		others, err := reference.run(ctx, o.Jobs/Replications, o.Seed+uint64(k))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, e := range expected {
			values[i] = append(values[i], e.of(jobs)/e.of(others))
		}
	}
	compare(name, values, o, emit, expected)
	return nil
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
