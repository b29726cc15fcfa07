package page

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// Drawings are as wide as the page lets them be; these are their own units. A character of
// text takes so much of them where the window is narrow, and text is large.
const (
	drawingWidth   = 960.0
	characterWidth = 13.0
)

// A chart is lines over an axis.
type chart struct {
	Width, Height  float64
	Label, Caption string
	Replaced       bool // by curves to zoom into, where scripts run
	X, Y           mark // titles of the axes
	Grid           []gridLine
	Ticks          []mark
	Level          *gridLine // a line across, such as a target
	Lines          []line
}

// Drawn returns the lines in the order in which they are drawn: the first lie on top.
func (c chart) Drawn() []line {
	all := slices.Clone(c.Lines)
	slices.Reverse(all)
	return all
}

type gridLine struct {
	X1, X2, Y, TextX, TextY float64
	Text                    string
}

type line struct {
	Name, Dash string
	Runs       []string // points of each part of the line between gaps
	Color, At  int
	Ideal      bool // no strategy: what would be best
	Off        bool // not shown until it is chosen
}

type mark struct {
	X, Y   float64
	Text   string
	Anchor string
}

// A lined is a series before it is drawn; NaN is a gap.
type lined struct {
	name   string
	values []float64
}

// A plot is what a chart is drawn of.
type plot struct {
	caption string
	x, y    string    // titles of the axes
	ticks   []string  // one for each value
	at      []float64 // where the values are along the axis; nil: at equal distances
	round   bool      // the ticks along the axis are round numbers, by xLabel, not where the values are
	xLabel  func(float64) string
	logX    bool
	logY    bool // if the values allow it
	label   func(float64) string
	series  []lined
	ideal   []float64 // what would be best; nil: not known
	level   float64   // drawn across; 0: none
	named   string    // the level
}

// mostLines is how many strategies a chart of lines shows at first: more cannot be told
// apart.
const mostLines = 8

// draw draws a plot; nothing if there is nothing to draw a line through.
func (p plot) draw(colors palette) []chart {
	if len(p.ticks) < 2 || len(p.series) == 0 {
		return nil
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	for _, s := range p.series {
		for _, v := range s.values {
			see(v)
		}
	}
	if math.IsInf(lo, 0) {
		return nil
	}
	for _, v := range p.ideal {
		see(v)
	}
	if p.level != 0 {
		see(p.level)
	}
	const top, height, foot, right = 16.0, 400.0, 66.0, 30.0
	y := axisOf(lo, hi, p.logY, height-foot, top, 5, false)
	longest := 0
	for _, v := range y.ticks {
		longest = max(longest, utf8.RuneCountInString(plainly(p.label(v))))
	}
	left := 60 + characterWidth*float64(longest) // 60: the title, and letters that are wider
	x := p.across(left, drawingWidth-right)
	c := chart{Width: drawingWidth, Height: height, Label: content.Clean(p.caption),
		X: mark{X: round1((left + drawingWidth - right) / 2), Y: height - 10, Text: p.x}, Y: mark{X: 22, Y: round1((top + height - foot) / 2), Text: p.y}}
	for _, v := range y.ticks {
		at := y.at(v)
		c.Grid = append(c.Grid, gridLine{left, drawingWidth - right, at, left - 8, round1(at + 5), plainly(p.label(v))})
	}
	if p.level != 0 {
		at := y.at(p.level)
		c.Level = &gridLine{left, drawingWidth - right, at, left + 8, round1(at - 6), p.named}
	}
	c.Ticks = p.marks(x, height-foot+26)
	for k, s := range p.series {
		l := line{Name: content.Clean(s.name), Runs: runs(x, y, p.at, s.values), Off: k >= mostLines}
		l.Color, l.Dash = colors.of(s.name)
		c.Lines = append(c.Lines, l)
	}
	if p.ideal != nil {
		c.Lines = append(c.Lines, line{Name: "ideal", Runs: runs(x, y, p.at, p.ideal), Dash: "3 5", Ideal: true})
	}
	for i := range c.Lines {
		c.Lines[i].At = i
	}
	c.Caption = p.caption + "."
	if n := len(p.series); n > mostLines {
		c.Caption += fmt.Sprintf(" Shown are the first %d of %d strategies, in the order of the table; a click in the legend shows or hides one.", mostLines, n)
	}
	return []chart{c}
}

// across returns the axis along which the values are.
func (p plot) across(from, to float64) axis {
	if p.at == nil {
		return axis{lo: 0, hi: float64(len(p.ticks) - 1), from: from, to: to}
	}
	return axisOf(p.at[0], p.at[len(p.at)-1], p.logX, from, to, 8, true)
}

// marks returns the ticks along the axis, as many as there is room for.
func (p plot) marks(x axis, height float64) []mark {
	var out []mark
	if p.at != nil && p.round {
		for _, v := range x.ticks {
			out = append(out, mark{X: x.at(v), Y: height, Text: plainly(p.xLabel(v))})
		}
	} else {
		longest := 1
		for _, t := range p.ticks {
			longest = max(longest, utf8.RuneCountInString(t))
		}
		room := characterWidth * float64(longest+2)
		last := math.Inf(-1)
		for i, t := range p.ticks {
			at := float64(i)
			if p.at != nil {
				at = p.at[i]
			}
			if x.at(at)-last >= room || i == 0 {
				last = x.at(at)
				out = append(out, mark{X: last, Y: height, Text: t})
			}
		}
	}
	for i := range out {
		out[i].Anchor = "middle"
		if out[i].X+characterWidth*float64(utf8.RuneCountInString(out[i].Text))/2 > drawingWidth {
			out[i].X, out[i].Anchor = drawingWidth, "end" // else it would be cut off
		}
	}
	return out
}

// runs returns the coordinates of a line, in parts where values in between are missing. A part of
// one point has it twice, so that it is drawn as a dot.
func runs(x, y axis, at, values []float64) []string {
	var out, run []string
	end := func() {
		if len(run) == 1 {
			run = append(run, run[0])
		}
		if len(run) > 0 {
			out = append(out, strings.Join(run, " "))
		}
		run = nil
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			end()
			continue
		}
		where := float64(i)
		if at != nil {
			where = at[i]
		}
		run = append(run, fmt.Sprintf("%g,%g", x.at(where), y.at(v)))
	}
	end()
	return out
}
