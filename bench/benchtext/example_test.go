package benchtext_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchtext"
)

// What go test -bench prints, run twice.
func ExampleRead() {
	text := "pkg: example.com/parse\nBenchmarkParse-8 100 1500 ns/op\nBenchmarkParse-8 100 1700 ns/op\n"
	output, err := benchtext.Read("old.txt", strings.NewReader(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range output.Figures {
		fmt.Println(f.Package, f.Name, f.Unit, f.Values)
	}
	// Output: example.com/parse Parse-8 sec/op [1.5e-06 1.7e-06]
}
