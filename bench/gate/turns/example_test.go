package turns_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/gate/turns"
)

// How to run one benchmark and no other, also if there is one named Parse/json/big.
func ExampleExactly() {
	bench, skip := turns.Exactly("Parse/json")
	fmt.Println("-test.bench", bench)
	fmt.Println("-test.skip ", skip)
	// Output:
	// -test.bench ^BenchmarkParse$/^json$
	// -test.skip  ^BenchmarkParse$/^json$/.
}
