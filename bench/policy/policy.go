package policy

import (
	"regexp"

	"golang.org/x/perf/benchunit"
)

// FileName is where a policy is looked for, in the root of a repository.
const FileName = "poolbench.yml"

// A Policy is the content of a file. With the zero value every figure is judged by the
// default margin.
type Policy struct {
	// Inconclusive is what an inconclusive answer counts as: "pass", "fail", or "", which
	// leaves it to the caller.
	Inconclusive string

	// Better says which way a unit is better, "higher" or "lower", by tidied unit.
	Better map[string]string

	// Module is the path of the module in whose folder the file is, for which "./" stands.
	// If it is empty, ./a/b matches any package whose import path ends in /a/b.
	Module string

	margin  margins // of figures without a rule that sets one
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

// A Decision is how a policy has a figure judged.
type Decision struct {
	Judged bool     // false: it is only shown
	Margin *float64 // a share; nil: the policy sets none
}

// A selector selects the benchmarks of a rule or a waiver.
type selector struct {
	at        position // where in the file
	benchmark *regexp.Regexp
	pkg       string // a pattern of packages; empty: any
}

// A rule applies to the benchmarks that it matches and no earlier rule does.
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

// For returns the decision for a figure. The first rule that matches its benchmark
// decides; if that lists units, the figure is judged only if its unit is one of them. The
// margin is the rule's for the unit, else the rule's, else the policy's.
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
