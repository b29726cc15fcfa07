package interleave_test

import (
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave"
)

// In a test file of one's own, go test then explores the models of the package.
func ExampleRun() {
	TestSchedules := func(t *testing.T) { interleave.Run(t, ".") }
	_ = TestSchedules
}
