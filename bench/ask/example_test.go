package ask_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/ask"
)

func ExampleParseWorkers() {
	fmt.Println(ask.ParseWorkers("1,4..16", ask.MaxWorkers))
	// Output: [1 4 8 16] <nil>
}
