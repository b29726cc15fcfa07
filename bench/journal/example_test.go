package journal_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/journal"
)

// The medians of an output are what a journal keeps.
func ExampleEntryOf() {
	text := "BenchmarkParse-8 100 1500 ns/op\nBenchmarkParse-8 100 1700 ns/op\nBenchmarkParse-8 100 1600 ns/op\n"
	output, err := benchtext.Read("new.txt", strings.NewReader(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	entry, err := journal.EntryOf(output)
	for _, f := range entry.Figures {
		fmt.Printf("%s %.2g %s of %d runs, %v\n", f.Name, f.Median, f.Unit, f.N, err)
	}
	// Output: Parse-8 1.6e-06 sec/op of 3 runs, <nil>
}
