package page

import "github.com/go-foundations/poolbench/bench/report/content"

// colors is how many lines have colors of their own; further ones are dashed.
const colors = 8

// dashes are how lines are drawn, the first eight, the next eight and so on.
var dashes = []string{"", "8 4", "2 4"}

// A palette gives a strategy the same color everywhere on a page.
type palette map[string]int

// of returns the color of a strategy and how its line is dashed; empty: not at all.
func (p palette) of(strategy string) (color int, dash string) {
	name := content.Clean(strategy)
	i, ok := p[name]
	if !ok {
		i = len(p)
		p[name] = i
	}
	return i % colors, dashes[i/colors%len(dashes)]
}
