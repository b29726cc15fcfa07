package page

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// colors is how many strategies that are seen together have a color of their own: more cannot
// be told apart. The second half are dashed, too, so that nobody needs to tell eight colors
// from each other.
const colors = 8

// The looks of what is no strategy with a color.
const (
	gray  = ""      // a strategy for which no color is left: most are, and need no class
	plain = "plain" // what is no strategy, and alone in its chart
	ideal = "ideal"
)

// A palette gives the strategies of a run that rank first, as many as there are colors, a color
// each. The others are gray.
type palette map[string]int

// palettesOf returns the palettes of a page about runs, of each of which it gets the strategies,
// the best first. A color is that of one strategy in all runs in which it has one, and no two
// strategies of a run share one. Who has the least choice left chooses first; if there is none
// left, the strategy is gray in all runs.
func palettesOf(runs [][]string) []palette {
	type seen struct {
		name string
		best int   // its best rank in any run
		runs []int // those in which it is among the first
	}
	var left []*seen
	byName := make(map[string]*seen)
	for i, names := range runs {
		for rank, name := range names[:min(len(names), colors)] {
			s := byName[name]
			if s == nil {
				s = &seen{name: name, best: rank}
				byName[name], left = s, append(left, s)
			}
			s.best, s.runs = min(s.best, rank), append(s.runs, i)
		}
	}
	out := make([]palette, len(runs))
	taken := make([][colors]bool, len(runs))
	for i := range out {
		out[i] = make(palette)
	}
	free := func(s *seen) (n, first int) {
		for color := colors - 1; color >= 0; color-- {
			if !slices.ContainsFunc(s.runs, func(i int) bool { return taken[i][color] }) {
				n, first = n+1, color
			}
		}
		return n, first
	}
	for len(left) > 0 {
		slices.SortStableFunc(left, func(a, b *seen) int {
			x, _ := free(a)
			y, _ := free(b)
			return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.best, b.best))
		})
		s := left[0]
		left = left[1:]
		n, color := free(s)
		if n == 0 {
			continue
		}
		for _, i := range s.runs {
			taken[i][color], out[i][content.Clean(s.name)] = true, color
		}
	}
	return out
}

// look returns the class in which a strategy is drawn.
func (p palette) look(strategy string) string {
	if color, ok := p[content.Clean(strategy)]; ok {
		return fmt.Sprintf("s%d", color)
	}
	return gray
}
