package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// A Cost says what strategies are told of how long a job takes. The zero value says that
// they are told exactly.
type Cost struct {
	Unknown bool // nothing

	// Error is a factor: a cost is the service time times Error^z, z standard normal, so
	// that two in three are off by no more than Error, and one in twenty by more than its
	// square. 0 and 1: exact.
	Error float64
}

// assign returns the cost of each job; nil: its service time.
func (c Cost) assign(service []time.Duration, r *rand.Rand) []time.Duration {
	if !c.Unknown && (c.Error == 0 || c.Error == 1) {
		return nil
	}
	cost := make([]time.Duration, len(service))
	if c.Unknown {
		return cost
	}
	spread := math.Log(c.Error)
	for i, s := range service {
		// A cost of 0 would be an unknown one.
		cost[i] = max(1, saturate(float64(s)*math.Exp(spread*r.NormFloat64())))
	}
	return cost
}

func (c Cost) validate() error {
	switch {
	case c.Unknown && c.Error != 0:
		return fmt.Errorf("Workload.Cost has the error %v and is unknown, want one of them", c.Error)
	case c.Error != 0 && !(c.Error >= 1 && c.Error <= maxCostError):
		return fmt.Errorf("Workload.Cost.Error is %v, want a factor from 1 to %d", c.Error, maxCostError)
	}
	return nil
}

// maxCostError is so much that costs say nothing.
const maxCostError = 1000
