package record_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
)

// What "go test -bench" of the package bench printed is a run, too.
func ExampleReadText() {
	run, err := record.ReadText(strings.NewReader(
		"BenchmarkExecute/workload=skewed/strategy=chunked/workers=2 1 1500 ns/op 650000 jobs/s\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range run.Trials {
		fmt.Println(t.Strategy, t.Metrics["throughput"])
	}
	// Output: chunked 650000
}

func ExampleMetricByName() {
	m, ok := record.MetricByName("sojourn-p99")
	fmt.Println(m.Unit, m.Better, ok)
	// Output: s lower true
}
