package record

import (
	"fmt"
	"maps"
	"math"
	"slices"
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
	if err := r.checkNumbers(); err != nil {
		return err
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
		for _, d := range t.Details {
			if err := checkNumber(fmt.Sprintf("detail %q", d.Name), d.Value); err != nil {
				return fmt.Errorf("trial %d: %w", i+1, err)
			}
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
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		if err := checkNumber(fmt.Sprintf("metric %q", name), metrics[name]); err != nil {
			return err
		}
	}
	return nil
}

// checkNumbers checks what is not of a trial.
func (r *Run) checkNumbers() error {
	type number struct {
		name  string
		value float64
	}
	numbers := []number{{"duration_s", r.Duration}, {"wrapper_s", r.Wrapper}, {"settings: budget_s", r.Settings.Budget}}
	for _, h := range []struct {
		name  string
		value *float64
	}{{"host: load", r.Host.Load}, {"host: steal", r.Host.Steal}, {"host: pressure", r.Host.Pressure},
		{"host: transfer_least_s", r.Host.TransferLeast}, {"host: transfer_most_s", r.Host.TransferMost}} {
		if h.value != nil {
			numbers = append(numbers, number{h.name, *h.value})
		}
	}
	for _, l := range r.Settings.Loads {
		numbers = append(numbers, number{"settings: load", l})
	}
	for _, w := range r.Workloads {
		name := fmt.Sprintf("workload %q: ", w.Name)
		numbers = append(numbers, number{name + "mean_s", w.Mean}, number{name + "computed_s", w.Computed}, number{name + "scv", w.SCV})
		for _, s := range w.Shares {
			numbers = append(numbers, number{name + "share", s.Share})
		}
	}
	for _, n := range numbers {
		if err := checkNumber(n.name, n.value); err != nil {
			return err
		}
	}
	return nil
}

// greatest is what no measurement reaches, and what may be multiplied with itself.
const greatest = 1e100

func checkNumber(name string, v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return fmt.Errorf("%s is %v, want a finite number", name, v)
	case math.Abs(v) > greatest:
		return fmt.Errorf("%s is %v, want at most %v in size", name, v, greatest)
	}
	return nil
}
