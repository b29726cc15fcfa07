package content

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/record"
)

// configured says of which contenders the figures measure their configuration, because most
// of their trials reported a [record.Configuration].
func configured(run *record.Run) []string {
	type key struct {
		strategy, workload string
		workers            int
		load               float64
	}
	notes := make(map[key][]string)
	trials := make(map[key]int)
	var order []key
	for i := range run.Trials {
		t := &run.Trials[i]
		k := key{t.Strategy, t.Workload, t.Workers, t.Load}
		if trials[k]++; trials[k] == 1 {
			order = append(order, k)
		}
		for _, d := range t.Details {
			if d.Name == record.Configuration {
				notes[k] = append(notes[k], Clean(d.Note))
			}
		}
	}
	var out []string
	said := make(map[string]bool)
	for _, k := range order {
		note, n := commonest(notes[k])
		if 2*len(notes[k]) <= trials[k] {
			continue
		}
		line := fmt.Sprintf("%s on %s: this measures the configuration: %s (in %d of %s)", Clean(k.strategy), Clean(k.workload), note, n, Plural(trials[k], "trial"))
		if !said[line] {
			out, said[line] = append(out, line), true
		}
	}
	return out
}
