package text

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/guptarohit/asciigraph"

	"github.com/go-foundations/poolbench/bench/report/content"
)

const (
	plotHeight = 12
	plotWidth  = 64 // at most, without the scale
	leastPlot  = 30 // a narrower one shows nothing
)

// Plot draws the curves, each with its own letter and the first on top.
func Plot(b *bytes.Buffer, p content.Plot, o Options) {
	curves, ticks := p.Curves, p.Ticks
	width := plotWidth
	if o.Width > 0 {
		width = min(width, o.Width-14)
	}
	if len(curves) == 0 || len(ticks) < 2 || width < leastPlot {
		return
	}
	fmt.Fprintf(b, "%s\n", p.Title)
	left := len(curves) - content.MostCurves
	curves = slices.Clone(curves[:min(len(curves), content.MostCurves)])
	letter := 'a'
	for i := range curves {
		if curves[i].Char == "" {
			curves[i].Char = string(letter)
			letter++
		}
	}
	var values [][]float64
	var chars []asciigraph.CharSet
	for i := len(curves) - 1; i >= 0; i-- { // what is drawn last is on top
		values = append(values, curves[i].Values)
		chars = append(chars, asciigraph.CreateCharSet(curves[i].Char))
	}
	graph := asciigraph.PlotMany(values,
		asciigraph.Height(plotHeight), asciigraph.Width(width),
		asciigraph.LowerBound(0), asciigraph.UpperBound(p.Top),
		asciigraph.SeriesChars(chars...),
		asciigraph.YAxisValueFormatter(func(v float64) string {
			if v < p.Top*1e-9 { // rounding
				v = 0
			}
			return p.Label(v)
		}),
		asciigraph.XAxisRange(0, float64(len(ticks)-1)), asciigraph.XAxisTickCount(len(ticks)),
		asciigraph.XAxisValueFormatter(func(x float64) string { return ticks[min(len(ticks)-1, max(0, int(x+0.5)))] }),
	)
	for line := range strings.Lines(graph) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	var legend []string
	for _, c := range curves {
		legend = append(legend, c.Char+together+content.Clean(c.Name))
	}
	if left > 0 {
		legend = append(legend, fmt.Sprintf("and %d more, not drawn", left))
	}
	wrap(b, "  ", 2, strings.Join(legend, ", "), o.Width)
}
