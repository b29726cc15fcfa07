package guard

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/policy"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// policy returns the policy that applies, or an empty one.
func (q *Question) policy(root string) (*policy.Policy, error) {
	if q.Policy != "" {
		return policy.Read(q.Policy)
	}
	path := filepath.Join(root, policy.FileName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return new(policy.Policy), nil
	}
	q.say("policy: %s", policy.FileName)
	return policy.Read(path)
}

// follow returns the options changed by the policy.
func (q *Question) follow(p *policy.Policy, module string) gate.Options {
	run := q.Options
	p.Module = module
	better := make(map[string]verdict.Better)
	for unit, way := range p.Better {
		better[unit] = verdict.Better(way)
	}
	maps.Copy(better, run.Better)
	run.Better = better
	run.Rule = func(f gate.Figure) gate.Rule {
		is := policy.Figure(f)
		d := p.For(is)
		rule := gate.Rule{Margin: d.Margin, Rank: p.Rank(is)}
		if q.FixedMargin {
			rule.Margin = nil
		}
		if !d.Judged {
			rule.Unjudged = "the policy excludes it"
		}
		return rule
	}
	if run.Bench != "." || run.Unit != nil {
		return run // unmatched entries can only be found with all figures
	}
	run.Check = func(all []gate.Figure) error {
		known := make([]policy.Figure, len(all))
		for i, f := range all {
			known[i] = policy.Figure(f)
		}
		return p.Check(known)
	}
	return run
}
