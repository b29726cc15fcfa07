package verdict

import (
	"cmp"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
)

// Medians returns what is known so far at a place of the metric that decides there: a
// cell for each contender that did not fail, the best median first, without ratio, group
// and p-value. It judges nothing, and costs little: it is for looking on while a run goes.
func Medians(run *record.Run, where Place) []Cell {
	p := place{Place: where}
	_, failed := p.failures(run)
	for _, name := range run.Settings.DefaultMetrics() {
		m, ok := record.MetricByName(name)
		samples := p.samples(run, of(name, nil), failed)
		if !ok || len(samples) == 0 {
			continue
		}
		var out []Cell
		for _, s := range samples {
			e := s.summary(0.95)
			out = append(out, Cell{Place: where, Strategy: s.strategy, Metric: name, Unit: m.Unit,
				N: len(s.values), Median: e.Center, Lo: finite(e.Lo), Hi: finite(e.Hi)})
		}
		slices.SortStableFunc(out, func(a, b Cell) int {
			if m.Better == record.Higher {
				a, b = b, a
			}
			return cmp.Compare(a.Median, b.Median)
		})
		return out
	}
	return nil
}
