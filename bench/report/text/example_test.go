package text_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// The answer to ten runs of two strategies, for a terminal of 80 columns.
func ExampleWrite() {
	var lines strings.Builder
	for round := range 10 {
		fmt.Fprintf(&lines, "BenchmarkExecute/workload=skewed/strategy=chunked/workers=2 1 %d jobs/s\n", 1000+round)
		fmt.Fprintf(&lines, "BenchmarkExecute/workload=skewed/strategy=shared-queue/workers=2 1 %d jobs/s\n", 2000+round)
	}
	run, err := record.ReadText(strings.NewReader(lines.String()))
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	err = text.Write(&b, run, verdict.Judge(run, verdict.Options{}), text.Options{Width: 80})
	fmt.Println(strings.Contains(b.String(), "shared-queue wins"), err)
	// Output: true <nil>
}
