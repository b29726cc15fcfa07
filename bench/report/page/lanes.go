package page

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// timeline is who idles where: a group of lanes for each contender, a lane for each
// worker, time from left to right.
type timeline struct {
	Width, Height  float64
	Thick          float64 // a lane's height
	Label, Caption string
	Groups         []laneGroup
}

type laneGroup struct {
	Name, Text string
	TextY      float64
	Color      int
	Lanes      []lane
	Note       mark
}

type lane struct {
	X, Y, W, H float64
	Middle     float64
	Busy       []busyPath
}

// A busyPath is all parts of a lane that are about as busy.
type busyPath struct{ Class, D string }

// mostTimelines is how many answers of a run have one: they are what makes a page long.
const mostTimelines = 4

// busyClass returns how a part of a lane is drawn, by its digit; empty: not.
func busyClass(digit byte) string {
	switch {
	case digit >= '9':
		return "b4"
	case digit >= '7':
		return "b3"
	case digit >= '4':
		return "b2"
	case digit >= '1':
		return "b1"
	}
	return ""
}

// timelineOf has the median trials, or others if only those have lanes; nil: nobody looked.
func timelineOf(run *record.Run, a verdict.Answer, order []verdict.Cell, colors palette) *timeline {
	const right, width, top, between = 140.0, drawingWidth, 4.0, 12.0
	longestName := 0
	for _, o := range order {
		longestName = max(longestName, utf8.RuneCountInString(content.Clean(o.Strategy)))
	}
	left := round1(min(24+characterWidth*float64(longestName), drawingWidth/2))
	part := (width - left - right) / record.LaneParts
	t := &timeline{Width: width, Label: "Which workers were busy when"}
	y := top
	longest, most, cut := 0.0, 0, false
	medians, median := record.MedianTrials(run.Trials), true
	pictures := make(map[string]*record.Picture)
	for i := range run.Trials {
		x := &run.Trials[i]
		if x.Workload == a.Workload && x.Workers == a.Workers && x.Load == a.Load && x.Picture != nil && len(x.Picture.Lanes) > 0 {
			pictures[x.Strategy] = x.Picture
			longest, most = max(longest, x.Picture.Took), max(most, len(x.Picture.Lanes))
			cut = cut || x.Workers > len(x.Picture.Lanes)
			_, found := slices.BinarySearch(medians, i)
			median = median && found
		}
	}
	high, gap := 9.0, 2.0
	if most > 4 {
		high, gap = 5, 1
	}
	t.Thick = high
	for _, o := range order {
		p := pictures[o.Strategy]
		if p == nil || !(longest > 0) {
			continue
		}
		scale := p.Took / longest
		took := number.Value(p.Took, "s")
		g := laneGroup{Name: content.Clean(o.Strategy), Text: content.Clean(o.Strategy) + ", done after " + took}
		end := y + float64(len(p.Lanes))*(high+gap) - gap
		g.TextY = round1((y+end)/2 + 5)
		g.Color, _ = colors.of(o.Strategy)
		g.Note = mark{X: round1(left + scale*record.LaneParts*part + 8), Y: g.TextY, Text: took}
		for _, digits := range p.Lanes {
			l := lane{X: left, Y: y, W: round1(scale * record.LaneParts * part), H: high, Middle: y + high/2}
			l.Busy = busyPaths(digits, left, scale*part, l.Middle)
			g.Lanes = append(g.Lanes, l)
			y += high + gap
		}
		y = end + between
		t.Groups = append(t.Groups, g)
	}
	if len(t.Groups) == 0 {
		return nil
	}
	t.Height = round1(y)
	t.Caption = "The median trial of each by time taken"
	if !median {
		t.Caption = "One trial of each, from the first round"
	}
	t.Caption += ": one lane per worker, dark where it was busy, empty where it was idle, on a common time scale."
	if cut {
		t.Caption += fmt.Sprintf(" The first %d workers.", record.MostLanes)
	}
	return t
}

// busyPaths joins parts that stand side by side and are drawn alike.
func busyPaths(digits string, left, part, middle float64) []busyPath {
	drawn := make(map[string]*strings.Builder)
	for from := 0; from < len(digits); {
		class, to := busyClass(digits[from]), from+1
		for to < len(digits) && busyClass(digits[to]) == class {
			to++
		}
		if class != "" {
			if drawn[class] == nil {
				drawn[class] = &strings.Builder{}
			}
			fmt.Fprintf(drawn[class], "M%g %gH%g", round1(left+float64(from)*part), middle, round1(left+float64(to)*part))
		}
		from = to
	}
	var out []busyPath
	for _, class := range []string{"b1", "b2", "b3", "b4"} {
		if b := drawn[class]; b != nil {
			out = append(out, busyPath{class, b.String()})
		}
	}
	return out
}
