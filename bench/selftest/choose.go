package selftest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/pool"
)

// Choose sets which strategies are checked: those of these names, of which each has theory
// of its own, or one that has none, which is then checked as any strategy or, with like, as
// that one. No names: all. Errors name the flags --strategy and --like.
func (o *Options) Choose(names []string, disciplines map[string]pool.Discipline, like string) error {
	if len(names) == 0 {
		if like != "" {
			return fmt.Errorf("--like %s: want --strategy with the name of one strategy", like)
		}
		return nil
	}
	known := Known()
	if like == "" && !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(known, name) }) {
		o.Only = append(o.Only, names...)
		return nil
	}
	if len(names) > 1 {
		return fmt.Errorf("--strategy %s: want one strategy, or several with theory of their own", strings.Join(names, ","))
	}
	d, ok := disciplines[names[0]]
	if !ok {
		return fmt.Errorf("strategy %q: not a pool.Discipline, which theory needs", names[0])
	}
	if like != "" && !slices.Contains(known, like) {
		return nearest.Unknown("strategy", like, known, "compare selftest --theory")
	}
	o.Own, o.Like = d, like
	return nil
}

// Check refuses numbers that make no sense. Errors name the flags.
func (o GateOptions) Check() error {
	switch {
	case o.Comparisons < 1:
		return fmt.Errorf("--comparisons %d: want at least 1", o.Comparisons)
	case o.Rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", o.Rounds)
	case o.Turns < 1:
		return fmt.Errorf("--turns %d: want at least 1", o.Turns)
	case o.Turn <= 0:
		return fmt.Errorf("--turn %v: want more than 0", o.Turn)
	case o.Recorded < o.Rounds && !o.Simulated:
		return fmt.Errorf("--recorded %d: want at least as many rounds as a comparison has, %d", o.Recorded, o.Rounds)
	}
	return nil
}
