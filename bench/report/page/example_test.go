package page_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A page that needs no other file.
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
	err = page.Write(&b, run, verdict.Judge(run, verdict.Options{}))
	fmt.Println(strings.HasPrefix(b.String(), "<!"), err)
	// Output: true <nil>
}
