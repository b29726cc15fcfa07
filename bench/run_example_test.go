package bench_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// OneByOne is a contender of one's own: it does the jobs one after the other.
// What only decides who takes which job is better written as a pool.Discipline,
// and given to Discipline.
type OneByOne struct{}

func (OneByOne) Name() string { return "one-by-one" }

func (OneByOne) Run(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (bench.Report, error) {
	for _, job := range jobs {
		if _, err := do(ctx, job); err != nil {
			return bench.Report{}, err
		}
	}
	return bench.Report{}, nil
}

// In a test file of one's own this is BenchmarkExecute, and go test -bench runs
// it.
func ExampleRun() {
	benchmark := func(b *testing.B) {
		bench.Run(b, []bench.Contender{OneByOne{}}, []workloads.Workload{
			{Name: "short", Mean: time.Microsecond, DefaultJobs: 100},
		})
	}
	result := testing.Benchmark(benchmark)
	fmt.Println("measured:", result.N > 0 && result.T > 0)
	// Output: measured: true
}
