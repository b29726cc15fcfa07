package advice_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/report/advice"
)

// The formats in which advice can be had.
func ExampleFormats() {
	fmt.Println(advice.Formats())
	// Output: [text markdown html csv json]
}
