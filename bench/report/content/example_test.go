package content_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// Numbers look alike everywhere: three digits and a unit.
func ExampleValue() {
	fmt.Println(content.Value(0.00123, "s"))
	fmt.Println(content.Value(131_072, "jobs/s"))
	// Output:
	// 1.23 ms
	// 131k
}
