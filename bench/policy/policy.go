package policy

import (
	"regexp"

	"golang.org/x/perf/benchunit"
)

// FileName is where a policy is looked for, in the root of a repository.
const FileName = "poolbench.yml"

// A Policy is what a file says. The zero value says nothing: every figure is judged by
// the default margin.
type Policy struct {
	// Inconclusive is what it is when the data do not tell: "pass", "fail", or "",
	// which leaves it to the caller.
	Inconclusive string

	// Better says which way a unit is better, "higher" or "lower", by tidied unit.
	Better map[string]string

	// Module is the path of the module in whose folder the file is: what "./" stands
	// for. While it is empty, ./a/b is any package whose import path ends in /a/b.
	Module string

	margin  margins // of figures that no rule has one for
	better  []unitLine
	rules   []rule
	waivers []waiver
}

// A Figure is what a benchmark reports in one unit.
type Figure struct {
	Package string // import path
	Name    string // as go test prints it, without "Benchmark" and the number of processors
	Unit    string // tidied or not: ns/op is sec/op
}

// A Decision is what a policy says of a figure.
type Decision struct {
	Judged bool     // not only shown
	Margin *float64 // a share; nil: the policy has none for it
}

// A selector says which benchmarks a rule or a waiver is for.
type selector struct {
	at        position // where in the file
	benchmark *regexp.Regexp
	pkg       string // a pattern of packages; empty: any
}

// A rule is for the benchmarks that no rule before it matches.
type rule struct {
	selector
	units  []unitLine // that are judged; nil: all
	margin margins
}

// A unitLine is a unit and where in the file it is.
type unitLine struct {
	at   position
	unit string
}

// margins are shares by tidied unit; "" is that of all others.
type margins map[string]float64

func (m margins) of(unit string) *float64 {
	for _, u := range []string{unit, ""} {
		if v, ok := m[u]; ok {
			return &v
		}
	}
	return nil
}

// For returns what holds for a figure. The first rule that matches its benchmark
// decides; if that has units, the figure is judged only if its own is one of them. The
// margin is that of the rule for the unit, that of the rule, or that of the gate.
func (p *Policy) For(f Figure) Decision {
	unit := tidy(f.Unit)
	d := Decision{Judged: true, Margin: p.margin.of(unit)}
	i := p.Rank(f)
	if i == len(p.rules) {
		return d
	}
	r := p.rules[i]
	if m := r.margin.of(unit); m != nil {
		d.Margin = m
	}
	d.Judged = r.judges(unit)
	return d
}

// Rank returns how important a benchmark is, 0 being the most: rules are in the order
// of importance, and what no rule matches comes last. It does not depend on the unit.
func (p *Policy) Rank(f Figure) int {
	for i := range p.rules {
		if p.matches(&p.rules[i].selector, f) {
			return i
		}
	}
	return len(p.rules)
}

// judges reports whether a tidied unit is judged.
func (r *rule) judges(unit string) bool {
	if r.units == nil {
		return true
	}
	for _, u := range r.units {
		if u.unit == unit {
			return true
		}
	}
	return false
}

// tidy returns the unit that benchmarks are compared in.
func tidy(unit string) string {
	_, unit = benchunit.Tidy(1, unit)
	return unit
}
