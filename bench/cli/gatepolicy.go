package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/policy"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gatePolicy returns the policy that holds: of the file that is named, or of the one in
// the root of the repository if there is one. Without either it says nothing.
func (c *command) gatePolicy(o *gateOptions, root string) (*policy.Policy, error) {
	path := o.policy
	if path == "" {
		path = filepath.Join(root, policy.FileName)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return new(policy.Policy), nil
		}
		fmt.Fprintf(c.Stderr, "policy: %s\n", policy.FileName)
	}
	p, err := policy.Read(path)
	if err != nil {
		return nil, err
	}
	if o.inconclusive == "" {
		o.inconclusive = p.Inconclusive
	}
	return p, nil
}

// follow has the measuring follow a policy.
func follow(p *policy.Policy, o *gateOptions, sources *checkout.Sources, run *gate.Options) {
	p.Module = moduleOf(sources)
	better := make(map[string]verdict.Better)
	for unit, way := range p.Better {
		better[unit] = verdict.Better(way)
	}
	for unit, way := range run.Better { // flags are nearer
		better[unit] = way
	}
	run.Better = better
	run.Rule = func(f gate.Figure) gate.Rule {
		is := policy.Figure(f)
		d := p.For(is)
		rule := gate.Rule{Margin: d.Margin, Rank: p.Rank(is)}
		if o.hasMargin {
			rule.Margin = nil // a flag is nearer than a file
		}
		if !d.Judged {
			rule.Unjudged = "the policy does not have it judged"
		}
		return rule
	}
	if o.bench != "." || o.unit != "" {
		return // of what is not measured nobody knows
	}
	run.Check = func(all []gate.Figure) error {
		known := make([]policy.Figure, len(all))
		for i, f := range all {
			known[i] = policy.Figure(f)
		}
		return unmatchedError(p.Unmatched(known))
	}
}

// moduleOf returns the path of the module in the root of the repository; empty if it
// cannot be told.
func moduleOf(sources *checkout.Sources) string {
	for _, p := range sources.Packages {
		if p.Folder == "." || p.Folder == "" {
			return p.Path
		}
		if module, ok := strings.CutSuffix(p.Path, "/"+p.Folder); ok {
			return module
		}
	}
	return ""
}

// waive applies the waivers of a policy.
func waive(p *policy.Policy, g *verdict.GateReport, now time.Time) {
	g.Notes = append(g.Notes, p.Apply(g, now)...)
}
