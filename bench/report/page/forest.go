package page

import (
	"fmt"
	"math"

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
}

type forestRow struct {
	Name, Text string
	X, X1, X2  float64
	Y, TextY   float64
	Whisker    bool
	Color      int
}

type mark struct {
	X, Y float64
	Text string
}

func forestOf(rep *verdict.Report, a verdict.Answer, cells []verdict.Cell) *forest {
	const left, right, width, row = 160.0, 20.0, 680.0, 22.0
	lo, hi := 1-rep.Tie, 1+rep.Tie
	for _, c := range cells {
		for _, v := range []*float64{c.Ratio, c.RatioLo, c.RatioHi} {
			if v != nil && *v > 0 {
				lo, hi = min(lo, *v), max(hi, *v)
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	lo, hi = math.Log(lo*0.99), math.Log(hi*1.01)
	x := func(v float64) float64 { return round1(left + (width-left-right)*(math.Log(v)-lo)/(hi-lo)) }
	f := &forest{Width: width, Bottom: row * float64(len(cells)), One: x(1), BandX: x(1 - rep.Tie)}
	f.Height, f.BandW = f.Bottom+24, round1(x(1+rep.Tie)-x(1-rep.Tie))
	for i, c := range cells {
		r := forestRow{Name: content.Clean(c.Strategy), Y: row*float64(i) + row/2, TextY: row*float64(i) + row/2 + 4, X: x(1), Color: min(c.Group-1, 7)}
		if c.Ratio != nil && *c.Ratio > 0 {
			r.X = x(*c.Ratio)
		}
		r.Text = content.Clean(c.Strategy) + ": " + verdict.FormatRatio(c.Ratio, c.RatioLo, c.RatioHi)
		if c.RatioLo != nil && c.RatioHi != nil && *c.RatioLo > 0 {
			r.Whisker, r.X1, r.X2 = true, x(*c.RatioLo), x(*c.RatioHi)
		}
		f.Rows = append(f.Rows, r)
	}
	const room = 70 // that a number takes, where text is large
	for _, v := range []float64{1, math.Exp(lo), math.Exp(hi)} {
		at := min(max(x(v), left), width-right)
		if v == 1 || math.Abs(at-f.One) > room {
			f.Ticks = append(f.Ticks, mark{at, f.Bottom + 18, content.Digits(v) + "×"})
		}
	}
	f.Label = fmt.Sprintf("Ratios of %s to the best, %s", a.Metric, content.Clean(cells[0].Strategy))
	better := "more is better"
	if m, ok := record.MetricByName(a.Metric); ok && m.Better == record.Lower {
		better = "less is better"
	}
	f.Caption = fmt.Sprintf("%s relative to the best (%s), with %g %% intervals; the band marks differences of up to %g %%, which do not matter. Colors are rank groups.",
		a.Metric, better, 100*rep.Confidence, 100*rep.Tie)
	return f
}
