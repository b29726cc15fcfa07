package step_test

import (
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// Two threads add to a counter. With Load and Store in place of Add, Explore would find
// the schedule in which one of the two gets lost.
func ExampleExplore() {
	TestCounter := func(t *testing.T) {
		step.Explore(t, func(m *step.Model) {
			var n step.Int32
			m.Share(&n)
			for range 2 {
				m.Go("adder", func() { n.Add(1) })
			}
			m.AtEnd(func() error {
				if n.Load() != 2 {
					return fmt.Errorf("%d, want 2", n.Load())
				}
				return nil
			})
		})
	}
	_ = TestCounter
}
