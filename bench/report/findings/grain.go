package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func (g Grain) Tell(w content.Writer, run *record.Run) error {
	if len(g.Curves) == 0 {
		paragraph(w, "no results")
	}
	var workers []int
	for _, c := range g.Curves {
		if !slices.Contains(workers, c.Workers) {
			workers = append(workers, c.Workers)
		}
	}
	for _, n := range workers {
		var of []verdict.GrainCurve
		for _, c := range g.Curves {
			if c.Workers == n {
				of = append(of, c)
			}
		}
		if text := g.Sentence(n); text != "" {
			paragraph(w, content.Clean(text))
		}
		if err := w.Table(grainTable(of)); err != nil {
			return err
		}
		legend(w, fmt.Sprintf("METG(%.0f %%): the smallest job size that reaches %.0f %% of the best rate of %s, over all sizes, with the same number of workers; "+
			"then the efficiency at each job size. vs best: METG relative to that of the leader among those that hand jobs out, %s. Batches of %d jobs. %s",
			100*verdict.GrainEfficiency, 100*verdict.GrainEfficiency, g.Reference, tied, g.Jobs, intervalText(g.Confidence, of[0].N)))
		w.Plot(grainPlot(of))
	}
	return nil
}

// metg formats the smallest job size, with its interval.
func metg(c verdict.GrainCurve) string {
	switch {
	case c.Below:
		return "below " + number.Limit(c.METG)
	case c.Above:
		return "above " + number.Limit(c.METG)
	}
	return ranged(c.METG, c.METGLo, c.METGHi, "s")
}

func grainTable(curves []verdict.GrainCurve) content.Table {
	t := content.Table{Header: []string{"strategy", "METG", "vs best"}, Keep: []int{content.Always, content.Always, content.Always}}
	for i, p := range curves[0].Points {
		t.Header = append(t.Header, number.Tick(p.Size))
		// Whole decades are dropped last.
		t.Keep = append(t.Keep, []int{20, 10}[i%2]-i)
	}
	for _, c := range curves {
		vs := versus(c.VsBest, c.VsBestLo, c.VsBestHi, c.First, c.Alone)
		if c.Below || c.Above {
			vs = "–" // a bound has no ratio
		}
		row := []string{content.Clean(c.Strategy), metg(c), vs}
		for _, p := range c.Points {
			row = append(row, number.Share(p.Efficiency))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func grainPlot(all []verdict.GrainCurve) content.Plot {
	var ticks []string
	for _, p := range all[0].Points {
		ticks = append(ticks, strings.ReplaceAll(number.Tick(p.Size), " ", ""))
	}
	var curves []content.Curve
	top := 1.0
	for _, c := range all {
		values := make([]float64, len(c.Points))
		for i, p := range c.Points {
			values[i] = p.Efficiency
			top = max(top, p.Efficiency)
		}
		curves = append(curves, content.Curve{Name: c.Strategy, Values: values})
	}
	return content.Plot{Title: "efficiency, by job size", Curves: curves, Ticks: ticks, Top: top, Label: func(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }}
}
