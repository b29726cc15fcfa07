package content

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Details returns what the contenders reported about themselves at the place of an answer,
// one line each: the median of the values, and how often the most common note occurred.
func Details(run *record.Run, a verdict.Answer) []string {
	type key struct{ strategy, name string }
	var keys []key
	values := map[key][]float64{}
	notes := map[key][]string{}
	for _, t := range run.Trials {
		if (verdict.Place{Workload: t.Workload, Workers: t.Workers, Load: t.Load}) != a.Place {
			continue
		}
		for _, d := range t.Details {
			if d.Name == record.Configuration {
				continue // a warning
			}
			k := key{t.Strategy, d.Name}
			if values[k] == nil {
				keys = append(keys, k)
			}
			values[k] = append(values[k], d.Value)
			notes[k] = append(notes[k], Clean(d.Note))
		}
	}
	// Rounds are in random order.
	slices.SortStableFunc(keys, func(a, b key) int {
		switch {
		case a.strategy < b.strategy:
			return -1
		case a.strategy > b.strategy:
			return 1
		}
		return 0
	})
	var lines []string
	for _, k := range keys {
		v := values[k]
		slices.Sort(v)
		line := fmt.Sprintf("%s: %s %s", Clean(k.strategy), Clean(k.name), number.Count(v[(len(v)-1)/2]))
		if note, n := commonest(notes[k]); note != "" {
			line += " (" + note
			if len(v) > 1 {
				line += fmt.Sprintf("; in %d of %d trials", n, len(v))
			}
			line += ")"
		} else if len(v) > 1 {
			line += fmt.Sprintf(" (median of %d trials)", len(v))
		}
		lines = append(lines, line)
	}
	return lines
}
