package nearest_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/nearest"
)

func ExampleName() {
	fmt.Println(nearest.Name("shraed-queue", []string{"work-stealing", "shared-queue", "chunked"}))
	// Output: shared-queue
}
