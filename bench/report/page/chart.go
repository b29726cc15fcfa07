package page

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// Drawings are as wide as the page allows; these sizes are in their own units. A character takes
// this many units where the window is narrow and text is large.
const (
	drawingWidth   = 960.0
	characterWidth = 13.0
)

// A chart is lines over an axis.
type chart struct {
	Width, Height  float64
	GridX, TicksY  float64
	Label, Caption string
	Replaced       bool   // by curves to zoom into, where scripts run
	X, Y           mark   // titles of the axes
	Rules          string // the path of the lines across
	Grid           []mark // what they stand for
	Ticks          []mark
	Level          *level
	Lines          []line
	Legend         bool // names its lines; else there is but one, or charts beside it share one
}

// Drawn returns the lines in the order in which they are drawn: the first lie on top.
func (c chart) Drawn() []line {
	all := slices.Clone(c.Lines)
	slices.Reverse(all)
	return all
}

// A level is a line across, such as a target.
type level struct {
	D    string
	Name mark
}

type line struct {
	Name, Look, D string
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

// A plot is the data of a chart.
type plot struct {
	caption string
	x, y    string    // titles of the axes
	ticks   []string  // one for each value
	at      []float64 // where the values are along the axis; nil: at equal distances
	round   bool      // the ticks along the axis are round numbers, by xLabel, not where the values are
	counts  bool      // and whole ones
	xLabel  func(float64) string
	logX    bool
	logY    bool // if the values allow it
	label   func(float64) string
	series  []lined
	ideal   []float64 // what would be best; nil: not known
	level   float64   // drawn across; 0: none
	named   string    // the level
	plain   bool      // the series is no strategy
	first   string    // by what the strategies with a color are first
}

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
	c := chart{Width: drawingWidth, Height: height, GridX: left - 8, TicksY: height - foot + 26, Label: content.Clean(p.caption),
		X: mark{X: round1((left + drawingWidth - right) / 2), Y: height - 10, Text: p.x}, Y: mark{X: 22, Y: round1((top + height - foot) / 2), Text: p.y}}
	for _, v := range y.ticks {
		at := y.at(v)
		c.Rules += fmt.Sprintf("M%g %gH%g", left, at, drawingWidth-right)
		c.Grid = append(c.Grid, mark{Y: round1(at + 5), Text: plainly(p.label(v))})
	}
	if p.level != 0 {
		at := y.at(p.level)
		c.Level = &level{fmt.Sprintf("M%g %gH%g", left, at, drawingWidth-right), mark{X: left + 8, Y: round1(at - 6), Text: p.named}}
	}
	c.Ticks = p.marks(x)
	for _, s := range p.series {
		look := colors.look(s.name)
		if p.plain {
			look = plain
		}
		c.Lines = append(c.Lines, line{content.Clean(s.name), look, path(x, y, p.at, s.values)})
	}
	if p.ideal != nil {
		c.Lines = append(c.Lines, line{"ideal", ideal, path(x, y, p.at, p.ideal)})
	}
	c.Legend = !p.plain
	c.Caption = strings.Join(append([]string{p.caption + "."}, c.hidden(p.first)...), " ")
	return []chart{c}
}

// hidden says what cannot be told apart in a chart: lines that lie on each other, and those
// that are gray, for which no color is left as they are not among the first.
func (c chart) hidden(first string) []string {
	var out []string
	said, grays, drawn := make(map[string]bool), 0, 0
	for _, l := range c.Lines {
		if l.Look != ideal {
			drawn++
		}
		if l.Look == gray {
			grays++
		}
		if said[l.D] || l.D == "" {
			continue
		}
		said[l.D] = true
		var names []string
		for _, other := range c.Lines {
			if other.D == l.D {
				names = append(names, other.Name)
			}
		}
		if n := len(names); n > 1 {
			out = append(out, "On one line: "+strings.Join(names[:n-1], ", ")+" and "+names[n-1]+".")
		}
	}
	if grays > 0 {
		which := fmt.Sprintf("the first %d", colors)
		if n := drawn - grays; n < colors {
			which = fmt.Sprintf("%d of %s", n, which)
		}
		are := content.Plural(grays, "other") + " are"
		if grays == 1 {
			are = "1 other is"
		}
		out = append(out, fmt.Sprintf("In color: %s%s; %s gray: point at a line, or at a name, to see which it is.", which, first, are))
	}
	return out
}

// across returns the axis along which the values lie.
func (p plot) across(from, to float64) axis {
	if p.at == nil {
		return axis{lo: 0, hi: float64(len(p.ticks) - 1), from: from, to: to}
	}
	return axisOf(p.at[0], p.at[len(p.at)-1], p.logX, from, to, 8, true)
}

// marks returns as many ticks along the axis as fit.
func (p plot) marks(x axis) []mark {
	var out []mark
	if p.at != nil && p.round {
		for _, v := range x.ticks {
			if !p.counts || v == math.Trunc(v) {
				out = append(out, mark{X: x.at(v), Text: plainly(p.xLabel(v))})
			}
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
				out = append(out, mark{X: last, Text: t})
			}
		}
	}
	for i := range out {
		if out[i].X+characterWidth*float64(utf8.RuneCountInString(out[i].Text))/2 > drawingWidth {
			out[i].X, out[i].Anchor = drawingWidth, "end" // else it would be cut off
		}
	}
	return out
}

// path returns a line of whole steps, which are short to write, in parts where values in between
// are missing. A part of one point is a dot.
func path(x, y axis, at, values []float64) string {
	var out strings.Builder
	points, lastX, lastY := 0, 0, 0 // of the part
	end := func() {
		if points == 1 {
			out.WriteString("l0,0")
		}
		points = 0
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
		toX, toY := int(math.Round(x.at(where))), int(math.Round(y.at(v)))
		if points++; points == 1 {
			fmt.Fprintf(&out, "M%d,%d", toX, toY)
		} else {
			comma := ","
			if toY < lastY {
				comma = "" // the sign separates
			}
			fmt.Fprintf(&out, "l%d%s%d", toX-lastX, comma, toY-lastY)
		}
		lastX, lastY = toX, toY
	}
	end()
	return out.String()
}
