package ci_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/ci"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A run in the format that benchstat reads.
func ExampleBench() {
	var text strings.Builder
	for round := range 10 {
		fmt.Fprintf(&text, "BenchmarkExecute/workload=skewed/strategy=chunked/workers=2 1 %d jobs/s\n", 1000+round)
		fmt.Fprintf(&text, "BenchmarkExecute/workload=skewed/strategy=shared-queue/workers=2 1 %d jobs/s\n", 2000+round)
	}
	run, err := record.ReadText(strings.NewReader(text.String()))
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	err = ci.Bench(&b, run, verdict.Judge(run, verdict.Options{}))
	fmt.Println(strings.Count(b.String(), "BenchmarkExecute/"), err)
	// Output: 20 <nil>
}
