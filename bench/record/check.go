package record

import (
	"fmt"
	"math"
)

// Check returns an error that names the first thing in the run that no reader
// could make sense of, and nil if there is none.
func (r *Run) Check() error {
	if r.Schema != Version {
		return fmt.Errorf("schema version %d, this program reads version %d", r.Schema, Version)
	}
	type place struct {
		round, workers     int
		workload, strategy string
	}
	seen := make(map[place]bool, len(r.Trials))
	for i, t := range r.Trials {
		p := place{t.Round, t.Workers, t.Workload, t.Strategy}
		switch {
		case t.Workload == "":
			return fmt.Errorf("trial %d: no workload", i+1)
		case t.Strategy == "":
			return fmt.Errorf("trial %d: no strategy", i+1)
		case t.Workers < 1:
			return fmt.Errorf("trial %d: %d workers, want at least 1", i+1, t.Workers)
		case t.Round < 1:
			return fmt.Errorf("trial %d: round %d, want at least 1", i+1, t.Round)
		case t.Error != "" && len(t.Metrics) > 0:
			return fmt.Errorf("trial %d: a failed trial has no metrics", i+1)
		case seen[p]:
			return fmt.Errorf("trial %d: %s on %s with %d workers ran twice in round %d",
				i+1, t.Strategy, t.Workload, t.Workers, t.Round)
		}
		seen[p] = true
		for name, v := range t.Metrics {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("trial %d: metric %q is %v, want a finite number", i+1, name, v)
			}
		}
	}
	return nil
}
