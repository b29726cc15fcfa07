package page

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
)

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// A chart is lines over ticks that stand at equal distances.
type chart struct {
	Width, Height  float64
	Label, Caption string
	Replaced       bool // by curves to zoom into, where scripts run
	Grid           []gridLine
	Ticks          []mark
	Lines          []line
}

type gridLine struct {
	X1, X2, Y, TextX, TextY float64
	Text                    string
}

type line struct {
	Name, Points, Dash string
	Color              int
}

// A lined is a series before it is drawn; NaN is a gap.
type lined struct {
	name   string
	values []float64
}

// chartOf draws lines, on a logarithmic scale if that is asked for and possible.
func chartOf(caption string, ticks []string, series []lined, logarithmic bool, label func(float64) string) []chart {
	const left, right, top, width, height, foot = 70.0, 15.0, 8.0, 680.0, 240.0, 24.0
	if len(ticks) < 2 || len(series) == 0 {
		return nil
	}
	if len(series) > mostLines {
		caption = fmt.Sprintf("%s, the first %d of %d strategies", caption, mostLines, len(series))
		series = series[:mostLines]
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, v := range s.values {
			if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	if math.IsInf(lo, 0) {
		return nil
	}
	logarithmic = logarithmic && lo > 0
	scale := func(v float64) float64 {
		if logarithmic {
			return math.Log(v)
		}
		return v
	}
	a, b := scale(lo), scale(hi)
	if b-a < 1e-12 {
		a, b = a-1, b+1
	}
	y := func(v float64) float64 { return round1(top + (height-top-foot)*(1-(scale(v)-a)/(b-a))) }
	x := func(i int) float64 { return round1(left + (width-left-right)*float64(i)/float64(len(ticks)-1)) }
	c := chart{Width: width, Height: height, Label: caption, Caption: caption}
	for i := range 4 {
		v := a + (b-a)*float64(i)/3
		if logarithmic {
			v = math.Exp(v)
		}
		c.Grid = append(c.Grid, gridLine{left, width - right, y(v), left - 6, y(v) + 4, label(v)})
	}
	every := (len(ticks) + 9) / 10
	for i, t := range ticks {
		if i%every == 0 {
			c.Ticks = append(c.Ticks, mark{x(i), height - 6, t})
		}
	}
	for k, s := range series {
		l := line{Name: content.Clean(s.name), Color: k % colors}
		if k%2 == 1 {
			l.Dash = "6 3"
		}
		var points []string
		for i, v := range s.values {
			if !math.IsNaN(v) {
				points = append(points, fmt.Sprintf("%g,%g", x(i), y(v)))
			}
		}
		l.Points = strings.Join(points, " ")
		c.Lines = append(c.Lines, l)
	}
	return []chart{c}
}
