package page

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// timeline shows which workers idle, and when: a group of lanes for each contender, a lane for
// each worker, time from left to right.
type timeline struct {
	Width, Height  float64
	Thick          float64 // a lane's share of the distance between two
	Label, Caption string
	Groups         []laneGroup
}

// A laneGroup has paths whose unit is a part of time and, downward, a lane; Place is where these
// are in the drawing.
type laneGroup struct {
	Name, Text string
	TextY      float64
	Look       string
	Place      string
	Lanes      string
	Busy       []busyPath
	Note       mark
}

// A busyPath is all parts of the lanes that are at least so busy.
type busyPath struct{ Class, D string }

// mostTimelines is how many answers have one, of all runs of a page: they are what makes it long.
// Each run has one at least.
const mostTimelines = 4

// shades are the digits from which on a part of a lane is drawn in a shade, over those before.
const shades = "1479"

// timelineOf shows the median trials, or others if only those have lanes; nil: none have.
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
	t.Thick = math.Round(100*high/(high+gap)) / 100
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
		g.Look = colors.look(o.Strategy)
		g.Place = fmt.Sprintf("translate(%g %g) scale(%.4g %g)", left, round1(y+high/2), scale*part, high+gap)
		g.Note = mark{X: round1(left + scale*record.LaneParts*part + 8), Y: g.TextY, Text: took}
		g.Busy = busyPaths(p.Lanes)
		for i := range p.Lanes {
			g.Lanes += fmt.Sprintf("M0 %dh%d", i, record.LaneParts)
		}
		y = end + between
		t.Groups = append(t.Groups, g)
	}
	if len(t.Groups) == 0 {
		return nil
	}
	t.Height = round1(y)
	t.Caption = "The trial of each with the median time"
	if !median {
		t.Caption = "One trial of each, from the first round"
	}
	t.Caption += ": one lane per worker, filled where it was busy, empty where it was idle, on a common time scale."
	if cut {
		t.Caption += fmt.Sprintf(" The first %d workers.", record.MostLanes)
	}
	return t
}

// busyPaths has a path for each shade, and joins parts that stand side by side.
func busyPaths(lanes []string) []busyPath {
	var out []busyPath
	for k := range shades {
		var b strings.Builder
		for i, digits := range lanes {
			for from := 0; from < len(digits); from++ {
				to := from
				for to < len(digits) && digits[to] >= shades[k] {
					to++
				}
				if to > from {
					fmt.Fprintf(&b, "M%d %dh%d", from, i, to-from)
					from = to
				}
			}
		}
		if b.Len() > 0 {
			out = append(out, busyPath{fmt.Sprintf("b%d", k+1), b.String()})
		}
	}
	return out
}
