package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// surfaces are small multiples: for each contender a heat map over worker counts and loads.
type surfaces struct {
	ID            string
	Title, Legend string
	Panels        []panel
}

type panel struct {
	Name   string
	Header []string
	Rows   []panelRow
}

type panelRow struct {
	Name  string
	Cells []heatCell
}

// surfacesOf returns the surfaces of each workload of a sweep.
func surfacesOf(rep *verdict.Report) []surfaces {
	s := verdict.SweepOf(rep)
	var out []surfaces
	for from := 0; from < len(s.Surfaces); {
		of := s.Of(s.Surfaces[from].Workload)
		from += len(of)
		out = append(out, surfacesOn(of))
	}
	return out
}

func surfacesOn(of []verdict.Surface) surfaces {
	workers, loads := verdict.Axes(of)
	out := surfaces{Title: content.Clean(of[0].Workload) + ": each strategy by itself"}
	out.Legend = fmt.Sprintf("%s (%s is better), by load across and by number of workers down: medians over rounds. ", of[0].Metric, of[0].Better)
	if slices.ContainsFunc(of, func(s verdict.Surface) bool {
		return slices.ContainsFunc(s.Points, func(p verdict.SweepPoint) bool { return p.First })
	}) {
		out.Legend += " Bold: the best in its place, or not shown to differ from it."
	} else {
		out.Legend += " Too few rounds to tell strategies apart."
	}
	for i := range of {
		p := panel{Name: content.Clean(of[i].Strategy), Header: []string{"workers"}}
		for _, load := range loads {
			if load == 0 {
				p.Header = append(p.Header, of[i].Metric)
			} else {
				p.Header = append(p.Header, strconv.FormatFloat(load, 'g', -1, 64))
			}
		}
		for _, n := range workers {
			row := panelRow{Name: strconv.Itoa(n)}
			for _, load := range loads {
				cell := heatCell{Text: "–"}
				if at, ok := of[i].At(n, load); ok {
					cell = heatCell{number.Value(at.Median, of[i].Unit), heatClass(at.Ratio, of[i].Better)}
					if at.First {
						cell.Class = "first"
					}
				}
				row.Cells = append(row.Cells, cell)
			}
			p.Rows = append(p.Rows, row)
		}
		out.Panels = append(out.Panels, p)
	}
	return out
}

// sweepCharts show the metric by load, a chart for each workload and number of workers; for
// batches by the number of workers, a chart for each workload.
func sweepCharts(rep *verdict.Report, colors palette) []chart {
	s := verdict.SweepOf(rep)
	var out []chart
	for from := 0; from < len(s.Surfaces); {
		of := s.Of(s.Surfaces[from].Workload)
		from += len(of)
		workers, loads := verdict.Axes(of)
		unit := of[0].Unit
		of0 := fmt.Sprintf("%s of %s", of[0].Metric, content.Clean(of[0].Workload))
		line := func(c *verdict.Surface, n []int, l []float64) lined {
			out := lined{name: c.Strategy}
			for _, workers := range n {
				for _, load := range l {
					v := math.NaN()
					if p, ok := c.At(workers, load); ok {
						v = p.Median
					}
					out.values = append(out.values, v)
				}
			}
			return out
		}
		p := plot{y: of[0].Metric, logY: true, label: func(v float64) string { return number.Value(v, unit) }}
		if len(loads) < 2 {
			p.x, p.logX = "workers", true
			for _, n := range workers {
				p.at, p.ticks = append(p.at, float64(n)), append(p.ticks, strconv.Itoa(n))
			}
			for i := range of {
				p.series = append(p.series, line(&of[i], workers, loads))
			}
			p.caption = of0 + " by number of workers"
			out = append(out, p.draw(colors)...)
			continue
		}
		p.x, p.at = "offered load", loads
		for _, load := range loads {
			p.ticks = append(p.ticks, strconv.FormatFloat(load, 'g', -1, 64))
		}
		for _, n := range workers {
			q := p
			for i := range of {
				q.series = append(q.series, line(&of[i], []int{n}, loads))
			}
			q.caption = fmt.Sprintf("%s with %s, by load", of0, content.Plural(n, "worker"))
			out = append(out, q.draw(colors)...)
		}
	}
	return out
}
