package cli

import (
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/ask"
)

// own returns the contenders that only this program has, besides its peers.
func (c *command) own() []bench.Contender {
	return slices.DeleteFunc(slices.Clone(c.contenders), func(x bench.Contender) bool {
		return slices.ContainsFunc(bench.Strategies(), func(s bench.Contender) bool { return s.Name() == x.Name() })
	})
}

// sayLeftOut says which of the program's own contenders do not take part, and why: who has
// written one expects to see it. The names are those that --strategy has, or none if it has none.
func (c *command) sayLeftOut(names string, chosen []bench.Contender, able func(bench.Contender) error) {
	for _, x := range c.own() {
		if slices.ContainsFunc(chosen, func(s bench.Contender) bool { return ask.Base(s.Name()) == x.Name() }) {
			continue
		}
		err := able(x)
		switch {
		case err != nil:
			c.say("%s is left out: %v", x.Name(), err)
		case names != "":
			c.say("%s is left out: --strategy %s,%s adds it", x.Name(), strings.ReplaceAll(names, " ", ""), x.Name())
		}
	}
}
