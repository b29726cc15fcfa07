package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// percentileChart shows the percentiles of the sojourn of the best contenders.
func percentileChart(rep *verdict.Report, a verdict.Answer, order []verdict.Cell, colors palette) []chart {
	names := []string{"p50", "p95", "p99", "p99.9", "max"}
	var ticks []string
	var series []lined
	cells := content.CellsAt(rep, a)
	for _, name := range names {
		if slices.ContainsFunc(cells, func(c verdict.Cell) bool { return c.Metric == "sojourn-"+name }) {
			ticks = append(ticks, name)
		}
	}
	for _, o := range order {
		s := lined{name: o.Strategy}
		for _, t := range ticks {
			v := math.NaN()
			for _, c := range cells {
				if c.Strategy == o.Strategy && c.Metric == "sojourn-"+t {
					v = c.Median
				}
			}
			s.values = append(s.values, v)
		}
		series = append(series, s)
	}
	return plot{caption: "Time from arrival to completion, by percentile: medians over rounds", x: "percentile", y: "sojourn", ticks: ticks, series: series, logY: true, label: number.Time}.draw(colors)
}

// classChart shows the tail of the jobs of each priority, the most urgent first: the p99, or
// the mean where some have too few jobs for a p99.
func classChart(rep *verdict.Report, a verdict.Answer, order []verdict.Cell, colors palette) []chart {
	for _, metric := range []string{"sojourn-p99", "sojourn-mean"} {
		var ticks []string
		var priorities []int
		values := make(map[string]map[int]float64)
		for _, c := range rep.Cells {
			if c.Place != a.Place || c.Priority == nil || c.Metric != metric {
				continue
			}
			if !slices.Contains(priorities, *c.Priority) {
				priorities = append(priorities, *c.Priority)
				ticks = append(ticks, fmt.Sprintf("priority %d", *c.Priority))
			}
			if values[c.Strategy] == nil {
				values[c.Strategy] = make(map[int]float64)
			}
			values[c.Strategy][*c.Priority] = c.Median
		}
		if len(priorities) < 2 {
			continue
		}
		var series []lined
		for _, o := range order {
			s := lined{name: o.Strategy}
			for _, p := range priorities {
				v, ok := values[o.Strategy][p]
				if !ok {
					v = math.NaN()
				}
				s.values = append(s.values, v)
			}
			series = append(series, s)
		}
		what := strings.TrimPrefix(metric, "sojourn-")
		return plot{caption: what + " of the time from arrival to completion, by priority: medians over rounds", x: "the most urgent first", y: "sojourn", ticks: ticks, series: series, logY: true, label: number.Time}.draw(colors)
	}
	return nil
}

// roundRatios has each strategy's values over those of the first in the same round, by round;
// NaN where one is missing. Nothing if rounds are no pairs.
func roundRatios(run *record.Run, a verdict.Answer, first string) map[string][]float64 {
	if !run.Paired {
		return nil
	}
	values := make(map[string]map[int]float64)
	last := 0
	for _, t := range run.Trials {
		if t.Workload != a.Workload || t.Workers != a.Workers || t.Load != a.Load {
			continue
		}
		if v, ok := t.Metrics[a.Metric]; ok && v > 0 {
			if values[t.Strategy] == nil {
				values[t.Strategy] = make(map[int]float64)
			}
			values[t.Strategy][t.Round] = v
			last = max(last, t.Round)
		}
	}
	out := make(map[string][]float64)
	for name, of := range values {
		for i := range last {
			v, ok := of[i+1]
			b, ok2 := values[first][i+1]
			if !ok || !ok2 {
				v, b = math.NaN(), 1
			}
			out[name] = append(out[name], v/b)
		}
	}
	return out
}

// roundChart has each round's values over those of the first in the same round.
func roundChart(run *record.Run, a verdict.Answer, order []verdict.Cell, colors palette) []chart {
	if !run.Paired || len(order) < 2 {
		return nil
	}
	ratios := roundRatios(run, a, order[0].Strategy)
	ticks, at := numbered(len(ratios[order[0].Strategy]))
	var series []lined
	for _, o := range order[1:] {
		if values := ratios[o.Strategy]; values != nil {
			series = append(series, lined{o.Strategy, values})
		}
	}
	return plot{caption: fmt.Sprintf("%s relative to %s, round by round, on the same jobs", a.Metric, content.Clean(order[0].Strategy)), x: "round", y: a.Metric,
		ticks: ticks, at: at, round: true, counts: true, xLabel: number.Digits, series: series, logY: true, label: times}.draw(colors)
}

func times(v float64) string { return number.Ratio(&v, nil, nil) }

// scaleCharts show the speed-up by workers, a chart for each workload.
func scaleCharts(run *record.Run, s *verdict.Scale, colors palette) []chart {
	var out []chart
	for _, w := range run.Workloads {
		p := plot{caption: "Speed-up over one worker on " + content.Clean(w.Name) + ", by number of workers", x: "workers", y: "speed-up", logX: true, logY: true, label: times, first: " by speed-up"}
		var most verdict.ScaleCurve // with the most numbers of workers
		for _, c := range s.Curves {
			if c.Workload == w.Name && len(c.Points) > len(most.Points) {
				most = c
			}
		}
		for _, x := range most.Points {
			p.ticks, p.at, p.ideal = append(p.ticks, fmt.Sprint(x.Workers)), append(p.at, float64(x.Workers)), append(p.ideal, float64(x.Workers))
		}
		for _, c := range s.Curves {
			if c.Workload != w.Name {
				continue
			}
			l := lined{name: c.Strategy}
			for _, n := range p.at {
				v := math.NaN()
				for _, x := range c.Points {
					if float64(x.Workers) == n {
						v = x.SpeedUp
					}
				}
				l.values = append(l.values, v)
			}
			p.series = append(p.series, l)
		}
		out = append(out, p.draw(colors)...)
	}
	return out
}

// grainCharts show the efficiency by the size of jobs, a chart for each number of workers. A
// curve crosses the line at its METG.
func grainCharts(g *verdict.Grain, colors palette) []chart {
	byWorkers := make(map[int]*plot)
	var counts []int
	for _, c := range g.Curves {
		p := byWorkers[c.Workers]
		if p == nil {
			counts = append(counts, c.Workers)
			p = &plot{caption: fmt.Sprintf("Rate of work relative to the best rate of %s, by size of jobs, with %s; METG is where a curve crosses 50 %%", content.Clean(g.Reference), content.Plural(c.Workers, "worker")),
				x: "size of a job", y: "efficiency", round: true, xLabel: number.Limit, logX: true, label: func(v float64) string { return number.Value(v, "1") },
				level: verdict.GrainEfficiency, named: "METG", first: " by METG"}
			for _, x := range c.Points {
				p.ticks, p.at = append(p.ticks, number.Tick(x.Size)), append(p.at, x.Size)
			}
			byWorkers[c.Workers] = p
		}
		l := lined{name: c.Strategy}
		for _, x := range c.Points {
			l.values = append(l.values, x.Efficiency)
		}
		p.series = append(p.series, l)
	}
	var out []chart
	for _, n := range counts {
		out = append(out, byWorkers[n].draw(colors)...)
	}
	return out
}

// loadCharts show the metric that decides by load, a chart for each workload and number of
// workers.
func loadCharts(rep *verdict.Report, colors palette) []chart {
	type where struct {
		workload string
		workers  int
	}
	var places []where
	for _, a := range rep.Answers {
		if w := (where{a.Workload, a.Workers}); !slices.Contains(places, w) {
			places = append(places, w)
		}
	}
	var out []chart
	for _, w := range places {
		var order []string
		values := make(map[string][]float64)
		p := plot{x: "offered load", logY: true}
		for _, a := range rep.Answers {
			if a.Workload != w.workload || a.Workers != w.workers {
				continue
			}
			m, _ := record.MetricByName(a.Metric)
			p.y, p.label = a.Metric, func(v float64) string { return number.Value(v, m.Unit) }
			p.ticks, p.at = append(p.ticks, strconv.FormatFloat(a.Load, 'g', -1, 64)), append(p.at, a.Load)
			for _, c := range content.Deciding(rep, a) {
				if values[c.Strategy] == nil {
					order = append(order, c.Strategy)
				}
				for len(values[c.Strategy]) < len(p.ticks)-1 {
					values[c.Strategy] = append(values[c.Strategy], math.NaN())
				}
				values[c.Strategy] = append(values[c.Strategy], c.Median)
			}
		}
		for _, name := range order {
			p.series = append(p.series, lined{name, values[name]})
		}
		p.caption = fmt.Sprintf("%s by offered load: %s, %s", p.y, content.Clean(w.workload), content.Plural(w.workers, "worker"))
		out = append(out, p.draw(colors)...)
	}
	return out
}
