package page

import (
	"fmt"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A forest is a plot of ratios to the best, with intervals and the margin within which
// differences do not matter.
type forest struct {
	Width, Height, Bottom, One, BandX, BandW float64
	Label, Caption                           string
	Rows                                     []forestRow
	Ticks                                    []mark
	Axis                                     mark // its title
}

type forestRow struct {
	Name, Text string
	X, X1, X2  float64
	Y, TextY   float64
	Whisker    bool
	Color      int
}

func forestOf(rep *verdict.Report, a verdict.Answer, cells []verdict.Cell, colors palette) *forest {
	const right, row = 40.0, 30.0
	lo, hi := 1-rep.Tie, 1+rep.Tie
	longest := 0
	for _, c := range cells {
		longest = max(longest, utf8.RuneCountInString(content.Clean(c.Strategy)))
		for _, v := range []*float64{c.Ratio, c.RatioLo, c.RatioHi} {
			if v != nil && *v > 0 {
				lo, hi = min(lo, *v), max(hi, *v)
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	left := min(24+characterWidth*float64(longest), drawingWidth/2)
	along := axisOf(lo, hi, true, left, drawingWidth-right, 6, false)
	x := along.at
	f := &forest{Width: drawingWidth, Bottom: row * float64(len(cells)), One: x(1), BandX: x(1 - rep.Tie)}
	f.Height, f.BandW = f.Bottom+64, round1(x(1+rep.Tie)-x(1-rep.Tie))
	for i, c := range cells {
		r := forestRow{Name: content.Clean(c.Strategy), Y: row*float64(i) + row/2, TextY: row*float64(i) + row/2 + 5, X: x(1)}
		r.Color, _ = colors.of(c.Strategy)
		if c.Ratio != nil && *c.Ratio > 0 {
			r.X = x(*c.Ratio)
		}
		r.Text = content.Clean(c.Strategy) + ": " + number.Ratio(c.Ratio, c.RatioLo, c.RatioHi)
		if c.RatioLo != nil && c.RatioHi != nil && *c.RatioLo > 0 {
			r.Whisker, r.X1, r.X2 = true, x(*c.RatioLo), x(*c.RatioHi)
		}
		f.Rows = append(f.Rows, r)
	}
	for _, v := range along.ticks {
		f.Ticks = append(f.Ticks, mark{X: x(v), Y: f.Bottom + 26, Text: plainly(fmt.Sprintf("%.3f×", v))})
	}
	better := "more is better"
	if m, ok := record.MetricByName(a.Metric); ok && m.Better == record.Lower {
		better = "less is better"
	}
	f.Axis = mark{X: round1((left + drawingWidth - right) / 2), Y: f.Height - 8, Text: fmt.Sprintf("%s relative to the best (%s)", a.Metric, better)}
	f.Label = fmt.Sprintf("%s relative to the best of %s", a.Metric, content.Clean(a.Workload))
	f.Caption = fmt.Sprintf("Estimates with %g %% intervals, the best first; the band marks differences of up to %g %%, which do not matter.", 100*rep.Confidence, 100*rep.Tie)
	return f
}
