//go:build interleave

package right

import (
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

func TestSchedules(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		g := new(Gate)
		m.Share(g)
		m.Go("waiter", g.Wait)
		m.Go("opener", g.Open)
	})
}
