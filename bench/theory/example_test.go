package theory_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/theory"
)

// How long do jobs wait at 90 % load, in units of their mean length, on one worker and on
// eight?
func ExampleMMcWait() {
	fmt.Printf("%.2f %.2f\n", theory.MMcWait(1, 0.9), theory.MMcWait(8, 0.9))
	// Output: 9.00 0.88
}

// With two more workers than jobs need, one job in four has to wait at all.
func ExampleErlangC() {
	fmt.Printf("%.2f\n", theory.ErlangC(10, 0.8))
	// Output: 0.41
}
