//go:build !interleave

package strategies_test

import (
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave"
)

// TestInterleavings runs the models of schedules_test.go.
func TestInterleavings(t *testing.T) { interleave.Run(t, ".", "internal/deque", "internal/marks") }
