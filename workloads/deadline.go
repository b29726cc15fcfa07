package workloads

import (
	"fmt"
	"math"
	"time"
)

// A Deadline says how long after its release a job is to be complete. The zero value says
// that it never has to be.
type Deadline struct {
	Factor float64         // so many times its service time; 0: see Within
	Within []time.Duration // by priority, the most urgent first; the last goes for all others; none: no deadline
}

// assign returns the time that each job has; nil: there are no deadlines.
func (d Deadline) assign(service []time.Duration, priority []int, levels int) []time.Duration {
	if d.Factor == 0 && len(d.Within) == 0 {
		return nil
	}
	within := make([]time.Duration, len(service))
	for i, s := range service {
		if d.Factor > 0 {
			within[i] = max(1, saturate(d.Factor*float64(s)))
			continue
		}
		class := levels - 1 // of jobs without a priority
		if priority != nil {
			class = levels - 1 - priority[i]
		}
		within[i] = d.Within[min(class, len(d.Within)-1)]
	}
	return within
}

func (d Deadline) validate() error {
	if !(d.Factor >= 0) || math.IsInf(d.Factor, 1) {
		return fmt.Errorf("Workload.Deadline.Factor is %v, want a finite number of 0 or more", d.Factor)
	}
	if d.Factor > 0 && len(d.Within) > 0 {
		return fmt.Errorf("Workload.Deadline has both Factor %v and Within %v, want one of them", d.Factor, d.Within)
	}
	for _, t := range d.Within {
		if t <= 0 {
			return fmt.Errorf("Workload.Deadline.Within has %v, want more than 0", t)
		}
	}
	return nil
}
