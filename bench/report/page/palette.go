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
	gray  = "other" // a strategy for which no color is left
	plain = "plain" // what is no strategy, and alone in its chart
	ideal = "ideal"
)

// A palette gives a strategy the same color everywhere on a page. Those for which none is left
// are gray, everywhere.
type palette map[string]int

// paletteOf returns the palette of a page about runs, of each of which it gets the strategies,
// the best first. The best choose first. No two strategies of a run have the same color.
func paletteOf(runs [][]string) palette {
	type seen struct {
		name string
		best int   // its best rank in any run
		runs []int // those in which it is
	}
	var all []*seen
	byName := make(map[string]*seen)
	for i, names := range runs {
		for rank, name := range names {
			s := byName[name]
			if s == nil {
				s = &seen{name: name, best: rank}
				byName[name], all = s, append(all, s)
			}
			s.best, s.runs = min(s.best, rank), append(s.runs, i)
		}
	}
	slices.SortStableFunc(all, func(a, b *seen) int { return cmp.Compare(a.best, b.best) })
	taken := make([][colors]bool, len(runs))
	p := make(palette)
	for _, s := range all {
		for color := range colors {
			if !slices.ContainsFunc(s.runs, func(i int) bool { return taken[i][color] }) {
				p[content.Clean(s.name)] = color
				for _, i := range s.runs {
					taken[i][color] = true
				}
				break
			}
		}
	}
	return p
}

// look returns the class in which a strategy is drawn.
func (p palette) look(strategy string) string {
	if color, ok := p[content.Clean(strategy)]; ok {
		return fmt.Sprintf("s%d", color)
	}
	return gray
}
