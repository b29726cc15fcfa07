package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/guptarohit/asciigraph"
)

// A curve is drawn at the ticks of its plot, one value for each.
type curve struct {
	name   string
	values []float64
	char   string // to draw it with; empty: a letter of its own
}

const (
	mostCurves = 10 // more cannot be told apart
	plotHeight = 12
	plotWidth  = 64 // at most, without the scale
	leastPlot  = 30 // a narrower one shows nothing
)

// plot draws curves over ticks that stand at equal distances, each with a letter of its
// own and the first on top. The scale starts at 0 and ends at top or at the greatest
// value; label writes it.
func plot(b *bytes.Buffer, curves []curve, ticks []string, top float64, label func(float64) string, o Options) {
	width := plotWidth
	if o.Width > 0 {
		width = min(width, o.Width-14)
	}
	if len(curves) == 0 || len(ticks) < 2 || width < leastPlot {
		return
	}
	left := len(curves) - mostCurves
	curves = slices.Clone(curves[:min(len(curves), mostCurves)])
	letter := 'a'
	for i := range curves {
		if curves[i].char == "" {
			curves[i].char = string(letter)
			letter++
		}
	}
	var values [][]float64
	var chars []asciigraph.CharSet
	for i := len(curves) - 1; i >= 0; i-- { // what is drawn last is on top
		values = append(values, curves[i].values)
		chars = append(chars, asciigraph.CreateCharSet(curves[i].char))
	}
	graph := asciigraph.PlotMany(values,
		asciigraph.Height(plotHeight), asciigraph.Width(width),
		asciigraph.LowerBound(0), asciigraph.UpperBound(top),
		asciigraph.SeriesChars(chars...),
		asciigraph.YAxisValueFormatter(func(v float64) string {
			if v < top*1e-9 { // rounding
				v = 0
			}
			return label(v)
		}),
		asciigraph.XAxisRange(0, float64(len(ticks)-1)), asciigraph.XAxisTickCount(len(ticks)),
		asciigraph.XAxisValueFormatter(func(x float64) string { return ticks[min(len(ticks)-1, max(0, int(x+0.5)))] }),
	)
	for line := range strings.Lines(graph) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	var legend []string
	for _, c := range curves {
		legend = append(legend, c.char+" "+clean(c.name))
	}
	if left > 0 {
		legend = append(legend, fmt.Sprintf("and %d more, not drawn", left))
	}
	wrap(b, "  ", 2, strings.Join(legend, ", "), o.Width)
}
