package markup_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/markup"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// The same answer as on a terminal, for a comment or a summary on GitHub.
func ExampleWrite() {
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
	err = markup.Write(&b, run, verdict.Judge(run, verdict.Options{}))
	fmt.Println(strings.Contains(b.String(), "shared-queue wins"), err)
	// Output: true <nil>
}
