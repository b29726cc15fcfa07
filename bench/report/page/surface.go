package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// surfaces are small multiples: of each contender a heat map over worker counts and loads.
type surfaces struct {
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
	out := surfaces{Title: content.Clean(of[0].Workload)}
	out.Legend = fmt.Sprintf("%s (%s is better), by load across and by number of workers down: medians over rounds. A stronger shade is farther from the best in its place.", of[0].Metric, of[0].Better)
	if slices.ContainsFunc(of, func(s verdict.Surface) bool {
		return slices.ContainsFunc(s.Points, func(p verdict.SweepPoint) bool { return p.First })
	}) {
		out.Legend += " Bold: the best there, or not shown to differ from it."
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
					cell = heatCell{content.Value(at.Median, of[i].Unit), heatClass(at.Ratio)}
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

// sweepCharts has the metric by load, a chart for each workload and number of workers.
func sweepCharts(rep *verdict.Report) []pageAnswer {
	s := verdict.SweepOf(rep)
	var out []pageAnswer
	for from := 0; from < len(s.Surfaces); {
		of := s.Of(s.Surfaces[from].Workload)
		from += len(of)
		workers, loads := verdict.Axes(of)
		var ticks []string
		for _, load := range loads {
			ticks = append(ticks, strconv.FormatFloat(load, 'g', -1, 64))
		}
		for _, n := range workers {
			var series []lined
			for i := range of {
				l := lined{name: of[i].Strategy}
				for _, load := range loads {
					v := math.NaN()
					if p, ok := of[i].At(n, load); ok {
						v = p.Median
					}
					l.values = append(l.values, v)
				}
				series = append(series, l)
			}
			unit := of[0].Unit
			charts := chartOf(of[0].Metric+" by offered load", ticks, series, true, func(v float64) string { return content.Value(v, unit) })
			if len(charts) > 0 {
				out = append(out, pageAnswer{Title: fmt.Sprintf("%s, %s", content.Clean(of[0].Workload), content.Plural(n, "worker")), Charts: charts})
			}
		}
	}
	return out
}
