package verdict

import (
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
)

// Medians returns the current medians, at a place, of the metric that decides there: a cell
// for each contender that did not fail, the best median first, without ratio, group and
// p-value. It judges nothing and is cheap: it is for views of a run in progress.
func Medians(run *record.Run, where Place) []Cell {
	p, m, all := deciding(run, where)
	var out []Cell
	for _, r := range all {
		c := r.cell(p, m, nil)
		c.Ratio, c.RatioLo, c.RatioHi = nil, nil, nil
		out = append(out, c)
	}
	return out
}

// Against returns the same cells compared with one contender rather than with the best:
// with ratios to it, and p-values of no difference from it, after Holm's correction. It
// returns nothing if that contender has no cell.
func Against(run *record.Run, where Place, reference string) []Cell {
	p, m, all := deciding(run, where)
	i := slices.IndexFunc(all, func(r ranked) bool { return r.strategy == reference })
	if i < 0 {
		return nil
	}
	rep := &Report{Alpha: 0.05, Confidence: 0.95, Paired: run.Paired}
	leader := all[i]
	leader.lead()
	others := slices.Delete(slices.Clone(all), i, i+1)
	against(others, leader, 0, m, rep)
	var out []Cell
	for _, r := range slices.Insert(others, i, leader) {
		out = append(out, r.cell(p, m, nil))
	}
	return out
}

// deciding returns the samples of the metric that decides at a place, the best median
// first.
func deciding(run *record.Run, where Place) (place, record.Metric, []ranked) {
	p := place{Place: where}
	_, failed := p.failures(run)
	for _, name := range run.Settings.DefaultMetrics() {
		m, ok := record.MetricByName(name)
		samples := p.samples(run, of(name, nil), failed)
		if !ok || len(samples) == 0 {
			continue
		}
		var out []ranked
		for _, s := range samples {
			out = append(out, ranked{sample: s, summary: s.summary(0.95)})
		}
		slices.SortStableFunc(out, func(a, b ranked) int { return order(m, a.summary.Center, b.summary.Center) })
		return p, m, out
	}
	return p, record.Metric{}, nil
}
