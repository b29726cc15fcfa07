package policy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchtext"
)

// Unmatched returns the entries of the file that apply to none of the figures, one line
// each, with its position: rules and waivers that match no benchmark, rules whose
// benchmarks all belong to earlier rules, and units that no matching benchmark reports.
// Pass all figures of base and head, not a selection: entries for what was left out would
// be reported as unmatched.
func (p *Policy) Unmatched(figures []Figure) []string {
	var out []string
	for i := range p.rules {
		out = append(out, p.unmatchedRule(i, figures)...)
	}
	for _, w := range p.waivers {
		benchmark, unit := false, false
		for _, f := range figures {
			if p.matches(&w.selector, f) {
				benchmark, unit = true, unit || tidy(f.Unit) == w.unit
			}
		}
		switch {
		case !benchmark:
			out = append(out, fmt.Sprintf("%s: waiver for %s: matches nothing%s", w.at, &w.selector, hint(&w.selector)))
		case !unit:
			out = append(out, fmt.Sprintf("%s: waiver for %s: no matching benchmark reports %s", w.at, &w.selector, w.unit))
		}
	}
	for _, u := range p.better {
		if !reports(figures, u.unit, func(Figure) bool { return true }) {
			out = append(out, fmt.Sprintf("%s: better: no benchmark reports %s", u.at, u.unit))
		}
	}
	return out
}

// Check returns the lines of Unmatched as an error, or nil if there are none.
func (p *Policy) Check(figures []Figure) error {
	lines := p.Unmatched(figures)
	if len(lines) == 0 {
		return nil
	}
	return errors.New("policy: " + strings.Join(lines, "\n\t"))
}

// FiguresOf returns the figures of what go test -bench printed.
func FiguresOf(o *benchtext.Output) []Figure {
	var all []Figure
	for _, f := range o.Figures {
		bare, _ := benchtext.Bare(f.Name)
		all = append(all, Figure{Package: f.Package, Name: bare, Unit: f.Unit})
	}
	return all
}

func (p *Policy) unmatchedRule(i int, figures []Figure) []string {
	r := &p.rules[i]
	own, earlier := false, -1
	for _, f := range figures {
		if p.matches(&r.selector, f) {
			if at := p.Rank(f); at == i {
				own = true
			} else {
				earlier = at
			}
		}
	}
	switch {
	case !own && earlier >= 0:
		return []string{fmt.Sprintf("%s: rule for %s: matches only what the earlier rule at %s matches: put the more specific rule first", r.at, &r.selector, p.rules[earlier].at)}
	case !own:
		return []string{fmt.Sprintf("%s: rule for %s: matches nothing%s", r.at, &r.selector, hint(&r.selector))}
	}
	var out []string
	for _, u := range r.units {
		if !reports(figures, u.unit, func(f Figure) bool { return p.Rank(f) == i }) {
			out = append(out, fmt.Sprintf("%s: rule for %s: no matching benchmark reports %s", u.at, &r.selector, u.unit))
		}
	}
	return out
}

// reports reports whether a figure for which of returns true has the unit.
func reports(figures []Figure, unit string, of func(Figure) bool) bool {
	for _, f := range figures {
		if tidy(f.Unit) == unit && of(f) {
			return true
		}
	}
	return false
}

// hint suggests what may be wrong with a pattern that matches nothing.
func hint(s *selector) string {
	switch text := s.benchmark.String(); {
	case strings.HasPrefix(strings.TrimPrefix(text, "^"), "Benchmark"):
		return `; write names without the prefix "Benchmark"`
	case endsInProcessors.MatchString(text):
		return "; write names without the number of processors at the end"
	}
	return ""
}

var endsInProcessors = regexp.MustCompile(`-\d+\$?$`)
