package page

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// percentileChart has the percentiles of the sojourn of the best.
func percentileChart(rep *verdict.Report, a verdict.Answer, order []verdict.Cell) []chart {
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
	return chartOf("Time from arrival to completion, by percentile: medians over rounds", ticks, series, true, func(v float64) string { return content.Value(v, "s") })
}

// classChart has the tail of the jobs of each priority, the most urgent first: the p99,
// or the mean where some have too few jobs for one.
func classChart(rep *verdict.Report, a verdict.Answer, order []verdict.Cell) []chart {
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
		return chartOf(what+" of the time from arrival to completion, by priority: medians over rounds", ticks, series, true, func(v float64) string { return content.Value(v, "s") })
	}
	return nil
}

// roundChart has each round's values over those of the best in the same round.
func roundChart(run *record.Run, a verdict.Answer, order []verdict.Cell) []chart {
	if !run.Paired || len(order) < 2 {
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
	best := values[order[0].Strategy]
	ticks := numbered(last)
	var series []lined
	for _, o := range order[1:] {
		s := lined{name: o.Strategy}
		for i := range last {
			v, ok := values[o.Strategy][i+1]
			b, ok2 := best[i+1]
			if !ok || !ok2 {
				v, b = math.NaN(), 1
			}
			s.values = append(s.values, v/b)
		}
		series = append(series, s)
	}
	return chartOf(fmt.Sprintf("%s relative to %s, round by round, on the same jobs", a.Metric, content.Clean(order[0].Strategy)), ticks, series, true,
		func(v float64) string { return content.Digits(v) + "×" })
}

// acrossCharts has what runs over worker counts, loads or sizes of jobs.
func acrossCharts(run *record.Run, rep *verdict.Report) []pageAnswer {
	var out []pageAnswer
	add := func(title string, charts []chart) {
		if len(charts) > 0 {
			out = append(out, pageAnswer{Title: title, Charts: charts})
		}
	}
	switch run.Settings.Study {
	case record.StudyScale:
		s := verdict.ScaleOf(run, rep.Confidence)
		for _, w := range run.Workloads {
			var series []lined
			var ticks []string
			for _, c := range s.Curves {
				if c.Workload != w.Name {
					continue
				}
				l := lined{name: c.Strategy}
				ticks = nil
				for _, p := range c.Points {
					l.values = append(l.values, p.SpeedUp)
					ticks = append(ticks, fmt.Sprint(p.Workers))
				}
				series = append(series, l)
			}
			add("Speed-up: "+content.Clean(w.Name), chartOf("Speed-up over one worker, by number of workers", ticks, series, false, func(v float64) string { return content.Digits(v) + "×" }))
		}
	case record.StudyGrain:
		g, err := verdict.GrainOf(run, record.GrainReference, rep.Confidence)
		if err != nil {
			break
		}
		byWorkers := make(map[int][]lined)
		var counts []int
		var ticks []string
		for _, c := range g.Curves {
			l := lined{name: c.Strategy}
			ticks = nil
			for _, p := range c.Points {
				l.values = append(l.values, p.Efficiency)
				ticks = append(ticks, content.Value(p.Size, "s"))
			}
			if byWorkers[c.Workers] == nil {
				counts = append(counts, c.Workers)
			}
			byWorkers[c.Workers] = append(byWorkers[c.Workers], l)
		}
		for _, n := range counts {
			add(fmt.Sprintf("Efficiency by job size, %s", content.Plural(n, "worker")), chartOf("Rate of work relative to the best rate of "+g.Reference, ticks, byWorkers[n], false, func(v float64) string { return content.Value(v, "1") }))
		}
	}
	if len(run.Settings.Loads) > 1 {
		add("Load and latency", loadChart(rep))
	}
	return out
}

// loadChart has the metric that decides by load, of the first workload and worker count.
func loadChart(rep *verdict.Report) []chart {
	if len(rep.Answers) == 0 {
		return nil
	}
	first := rep.Answers[0]
	var ticks []string
	var order []string
	values := make(map[string][]float64)
	for _, a := range rep.Answers {
		if a.Workload != first.Workload || a.Workers != first.Workers {
			continue
		}
		ticks = append(ticks, content.Digits(a.Load))
		for _, c := range content.Deciding(rep, a) {
			if values[c.Strategy] == nil {
				order = append(order, c.Strategy)
			}
			for len(values[c.Strategy]) < len(ticks)-1 {
				values[c.Strategy] = append(values[c.Strategy], math.NaN())
			}
			values[c.Strategy] = append(values[c.Strategy], c.Median)
		}
	}
	var series []lined
	for _, name := range order {
		series = append(series, lined{name, values[name]})
	}
	m, _ := record.MetricByName(first.Metric)
	return chartOf(first.Metric+" by offered load", ticks, series, true, func(v float64) string { return content.Value(v, m.Unit) })
}
