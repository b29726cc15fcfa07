package benchdiff_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchdiff"
	"github.com/go-foundations/poolbench/bench/benchtext"
)

// Ten runs before and ten after, as of go test -bench . -count 10.
func ExampleJudge() {
	read := func(name string, nanoseconds int) *benchtext.Output {
		var b strings.Builder
		for i := range 10 {
			fmt.Fprintf(&b, "BenchmarkParse 100 %d ns/op\n", nanoseconds+i)
		}
		output, err := benchtext.Read(name, strings.NewReader(b.String()))
		if err != nil {
			fmt.Println(err)
		}
		return output
	}
	report := benchdiff.Judge(read("old.txt", 1000), read("new.txt", 1200), nil, 0.02)
	fmt.Println(report.Figures[0].Verdict)
	// Output: regressed
}
