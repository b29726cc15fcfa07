// Package benchdiff finds what changed from one output of go test -bench to another.
//
// Files in reading order: read.go, benchdiff.go.
//
//  1. [Read] reads both with package benchtext. It leaves stored runs to others.
//  2. [Judge] pairs their figures, judges each pair as two samples by the rules of package
//     verdict, and warns of anything else that may have made a difference.
//  3. [Err] returns why the outcome is not a pass.
package benchdiff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// alpha is the accepted chance of a wrong claim.
const alpha = 0.05

// DefaultMargin is the share that differences between runs at different times should exceed
// to matter: what the machine did counts, too.
const DefaultMargin = 0.05

// Judge compares two outputs, the earlier first. Differences of up to margin, a share, do
// not matter. better takes precedence over what the outputs say about a unit.
func Judge(base, head *benchtext.Output, better map[string]verdict.Better, margin float64) *verdict.UnpairedReport {
	r := verdict.JudgeSamples(pair(base, head, better), margin, alpha)
	r.Warnings = slices.Concat(tooFewSamples(r), warnings(base, head, r))
	return r
}

// pair returns all figures of both outputs, in the order of the base. better takes
// precedence over the files.
func pair(base, head *benchtext.Output, better map[string]verdict.Better) []verdict.Samples {
	declared := map[string]verdict.Better{}
	for _, o := range []*benchtext.Output{base, head} {
		for unit, way := range o.Better {
			declared[unit] = verdict.Better(way)
		}
	}
	for unit, way := range better {
		declared[unit] = way
	}
	var all []verdict.Samples
	at := func(f benchtext.Figure) int {
		i := slices.IndexFunc(all, func(s verdict.Samples) bool {
			return s.Package == f.Package && s.Name == f.Name && s.Unit == f.Unit
		})
		if i < 0 {
			i = len(all)
			way, _ := verdict.BetterOf(f.Unit, declared)
			all = append(all, verdict.Samples{Package: f.Package, Name: f.Name, Unit: f.Unit, Better: way, Exact: base.Exact[f.Unit] || head.Exact[f.Unit]})
		}
		return i
	}
	for _, f := range base.Figures {
		all[at(f)].Base = f.Values
	}
	for _, f := range head.Figures {
		all[at(f)].Head = f.Values
	}
	return all
}

// tooFewSamples warns, once for all, if no figure can be decided.
func tooFewSamples(r *verdict.UnpairedReport) []string {
	most, tested := 0, 0
	var example verdict.Unpaired
	for _, f := range r.Figures {
		if f.PAdjusted == nil {
			continue
		}
		tested++
		if n := min(f.N, f.HeadN); n > most || tested == 1 {
			most, example = n, f
		}
	}
	fewest := verdict.FewestSamples(tested, alpha)
	if tested == 0 || most >= fewest {
		return nil
	}
	each := fmt.Sprintf("n=%d each", example.N)
	if example.N != example.HeadN {
		each = fmt.Sprintf("n=%d and %d", example.N, example.HeadN)
	}
	return []string{fmt.Sprintf("%s: too few samples to detect a change of %d figures (it takes %d each): run both with -count %d", each, tested, fewest, max(10, fewest))}
}

// warnings returns what may have made a difference, other than the code.
func warnings(base, head *benchtext.Output, r *verdict.UnpairedReport) []string {
	out := []string{"the two outputs were not interleaved: what changed on the machine in between counts as a change"}
	for _, d := range []struct{ what, base, head string }{
		{"processor", base.Host.CPU, head.Host.CPU}, {"system", base.Host.OS, head.Host.OS}, {"architecture", base.Host.Arch, head.Host.Arch},
	} {
		if d.base != d.head {
			out = append(out, fmt.Sprintf("the base ran on the %s %q, the head on %q: a difference says nothing about the code", d.what, d.base, d.head))
		}
	}
	for _, o := range []*benchtext.Output{base, head} {
		if len(o.Failed) > 0 {
			out = append(out, fmt.Sprintf("some benchmarks failed (%d lines): %s", len(o.Failed), o.Failed[0]))
		}
	}
	for _, f := range r.Figures {
		bare, n := benchtext.Bare(f.Name)
		if f.Verdict != verdict.Missing {
			continue
		}
		for _, h := range head.Figures {
			if other, m := benchtext.Bare(h.Name); other == bare && m != n && h.Package == f.Package {
				return append(out, fmt.Sprintf("%s ran on %d processors at the base and on %d at the head: use -cpu to make them equal", bare, n, m))
			}
		}
	}
	return out
}

// Err returns why a judgement is not a pass, or nil: some values are not finite, no figure
// has a known better direction, or what [verdict.CheckPassed] says.
func Err(base, head *benchtext.Output, r *verdict.UnpairedReport) error {
	judged := len(r.Figures) - r.Count(verdict.Reported)
	switch unusable := unusable(base, head); {
	case len(unusable) > 0:
		return fmt.Errorf("diff: values must be finite: %s", strings.Join(unusable, "; "))
	case judged == 0 && len(r.Figures) > 0:
		return fmt.Errorf("diff: nothing to judge: say which direction is better, such as --better %s=higher", r.Figures[0].Unit)
	}
	return verdict.CheckPassed("diff", judged, r.Count)
}

// unusable names the figures that are not finite, and why.
func unusable(outputs ...*benchtext.Output) []string {
	var out []string
	for _, o := range outputs {
		for _, f := range o.Figures {
			if f.Unusable != "" {
				out = append(out, fmt.Sprintf("%s (%s) is %s", f.Name, f.Unit, f.Unusable))
			}
		}
	}
	return out
}
