package number_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/number"
)

// A figure looks the same wherever it is shown.
func ExampleValue() {
	fmt.Println(number.Value(0.0089, "s"))
	fmt.Println(number.Value(131_072, "jobs/s"))
	fmt.Println(number.Value(0.228, "1"))
	// Output:
	// 8.90 ms
	// 131k
	// 22.8 %
}

// An interval that excludes 1 does so as it is written.
func ExampleRatio() {
	ratio, lo, hi := 0.92, 0.87, 0.997
	fmt.Println(number.Ratio(&ratio, &lo, &hi))
	// Output: 0.92× (0.87–0.997×)
}
