// Package fake has contenders for tests: made of a function, and doing which jobs
// they are told to.
package fake

import (
	"context"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
)

// A Contender is a [trial.Contender] made of a function.
type Contender struct {
	ID string // its name
	Do func(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error)
}

// Name returns the ID.
func (c Contender) Name() string { return c.ID }

// Run calls Do.
func (c Contender) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error) {
	return c.Do(ctx, workers, jobs, do)
}

// Loop returns a contender that does the jobs that pick chooses of so many, one
// after the other.
func Loop(name string, pick func(n int) []int) Contender {
	return Contender{name, func(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error) {
		for _, i := range pick(len(jobs)) {
			do(ctx, jobs[i])
		}
		return trial.Report{}, nil
	}}
}

// All picks every job, in order.
func All(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
