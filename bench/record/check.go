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
		load               float64
	}
	seen := make(map[place]bool, len(r.Trials))
	for i, t := range r.Trials {
		p := place{t.Round, t.Workers, t.Workload, t.Strategy, t.Load}
		switch {
		case t.Workload == "":
			return fmt.Errorf("trial %d: no workload", i+1)
		case t.Strategy == "":
			return fmt.Errorf("trial %d: no strategy", i+1)
		case t.Workers < 1:
			return fmt.Errorf("trial %d: %d workers, want at least 1", i+1, t.Workers)
		case t.Round < 1:
			return fmt.Errorf("trial %d: round %d, want at least 1", i+1, t.Round)
		case !(t.Load >= 0) || math.IsInf(t.Load, 0):
			return fmt.Errorf("trial %d: load %v, want a finite number, 0 or more", i+1, t.Load)
		case t.Error != "" && len(t.Metrics)+len(t.Classes) > 0:
			return fmt.Errorf("trial %d: a failed trial has no metrics", i+1)
		case seen[p]:
			return fmt.Errorf("trial %d: %s on %s with %d workers ran twice in round %d",
				i+1, t.Strategy, t.Workload, t.Workers, t.Round)
		}
		seen[p] = true
		if err := checkMetrics(t.Metrics); err != nil {
			return fmt.Errorf("trial %d: %w", i+1, err)
		}
		if err := t.Picture.check(); err != nil {
			return fmt.Errorf("trial %d: %w", i+1, err)
		}
		for _, c := range t.Classes {
			if err := checkMetrics(c.Metrics); err != nil {
				return fmt.Errorf("trial %d: priority %d: %w", i+1, c.Priority, err)
			}
		}
	}
	return nil
}

func checkMetrics(metrics map[string]float64) error {
	for name, v := range metrics {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("metric %q is %v, want a finite number", name, v)
		}
	}
	return nil
}
