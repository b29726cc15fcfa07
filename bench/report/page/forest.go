package page

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A forest is a plot of ratios to the first strategy, with intervals, the rounds that they are
// made of, and the margin within which differences do not matter.
type forest struct {
	Width, Height, Bottom, TicksY float64
	One, BandX, BandW             float64
	Label, Caption                string
	Rules                         string // the path of the lines downward
	Names                         []mark
	Rows                          []forestRows
	Ticks                         []mark
	Axis                          mark // its title
}

// forestRows are the rows of one look, as paths: intervals, dots, and a stroke for each round.
type forestRows struct {
	Look               string
	Bars, Dots, Rounds string
}

// of returns the rows of a look.
func (f *forest) of(look string) *forestRows {
	i := slices.IndexFunc(f.Rows, func(r forestRows) bool { return r.Look == look })
	if i < 0 {
		i, f.Rows = len(f.Rows), append(f.Rows, forestRows{Look: look})
	}
	return &f.Rows[i]
}

// forestOf returns the forest of a place. It shows rounds, of which there are the ratios of each
// strategy; nil: none.
func forestOf(rep *verdict.Report, a verdict.Answer, cells []verdict.Cell, rounds map[string][]float64, colors palette) *forest {
	const right, row = 40.0, 30.0
	if len(cells) == 0 {
		return nil
	}
	lo, hi := 1-rep.Tie, 1+rep.Tie
	longest, intervals := 0, false
	for _, c := range cells {
		longest = max(longest, utf8.RuneCountInString(content.Clean(c.Strategy)))
		for _, v := range []*float64{c.Ratio, c.RatioLo, c.RatioHi} {
			if v != nil && *v > 0 {
				lo, hi = min(lo, *v), max(hi, *v)
			}
		}
		intervals = intervals || c.RatioLo != nil && c.RatioHi != nil && *c.RatioLo < *c.RatioHi
	}
	left := min(24+characterWidth*float64(longest), drawingWidth/2)
	along := axisOf(lo, hi, true, left, drawingWidth-right, 6, false)
	x := along.at
	f := &forest{Width: drawingWidth, Bottom: row * float64(len(cells)), One: x(1), BandX: x(1 - rep.Tie)}
	f.Height, f.TicksY, f.BandW = f.Bottom+64, f.Bottom+26, round1(x(1+rep.Tie)-x(1-rep.Tie))
	beyond := 0
	for i, c := range cells {
		y := row*float64(i) + row/2
		f.Names = append(f.Names, mark{Y: y + 5, Text: content.Clean(c.Strategy)})
		r := f.of(colors.look(c.Strategy))
		dot := x(1)
		if c.Ratio != nil && *c.Ratio > 0 {
			dot = x(*c.Ratio)
		}
		r.Dots += fmt.Sprintf("M%.0f %gh0", dot, y)
		if c.RatioLo != nil && c.RatioHi != nil && *c.RatioLo > 0 {
			r.Bars += fmt.Sprintf("M%.0f %gH%.0f", x(*c.RatioLo), y, x(*c.RatioHi))
		}
		drawn := make(map[string]bool) // one stroke for those that look alike
		for _, v := range rounds[c.Strategy] {
			if i == 0 || math.IsNaN(v) {
				continue // of the first each is 1
			}
			if v < along.lo || v > along.hi {
				beyond++
				continue
			}
			if stroke := fmt.Sprintf("M%.0f %gv12", x(v), y-6); !drawn[stroke] {
				drawn[stroke] = true
				r.Rounds += stroke
			}
		}
	}
	for _, v := range along.ticks {
		f.Rules += fmt.Sprintf("M%g 0V%g", x(v), f.Bottom)
		f.Ticks = append(f.Ticks, mark{X: x(v), Text: plainly(fmt.Sprintf("%.3f×", v))})
	}
	better := "more is better"
	if m, ok := record.MetricByName(a.Metric); ok && m.Better == record.Lower {
		better = "less is better"
	}
	first := content.Clean(cells[0].Strategy)
	f.Axis = mark{X: round1((left + drawingWidth - right) / 2), Y: f.Height - 8, Text: fmt.Sprintf("%s relative to %s (%s)", a.Metric, first, better)}
	f.Label = fmt.Sprintf("%s relative to %s on %s", a.Metric, first, workloadName(a.Workload))
	f.Caption = "Dots: estimates"
	if intervals {
		f.Caption += fmt.Sprintf(", with %g %% intervals", 100*rep.Confidence)
	}
	if len(rounds) > 0 {
		f.Caption += "; faint strokes: rounds"
	}
	if beyond > 0 {
		f.Caption += fmt.Sprintf(", of which %d lie beyond the scale", beyond)
	}
	f.Caption += fmt.Sprintf("; band: differences of up to %g %%, which do not matter.", 100*rep.Tie)
	return f
}
