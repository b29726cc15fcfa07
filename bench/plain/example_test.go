package plain_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/plain"
)

// The ways without a pool that take part in comparisons.
func ExampleAll() {
	for _, a := range plain.All() {
		fmt.Println(a.Name)
	}
	// Output:
	// plain-loop
	// plain-semaphore
	// plain-channel
	// plain-channel-1024
	// plain-channel-n
	// plain-static
	// plain-atomic
	// plain-atomic-64
}
