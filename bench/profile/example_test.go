package profile_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/profile"
)

// Every strategy has a file of its own.
func ExampleFiles_Of() {
	fmt.Println(profile.Files{CPU: "cpu.pprof"}.Of("shared-queue").CPU)
	// Output: cpu-shared-queue.pprof
}
