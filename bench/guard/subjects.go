package guard

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// subjects returns the packages that both versions have, and what to report about the
// others.
func subjects(sources *checkout.Sources, flags []string, warn func(string)) (both []gate.Subject, single verdict.GateReport) {
	for _, p := range sources.Packages {
		switch {
		case p.Base != nil && p.Head != nil:
			both = append(both, gate.Subject{Package: p.Path, Base: side{p.Base, flags, warn}, Head: side{p.Head, flags, warn}})
		case p.Head != nil:
			for _, name := range p.Head.Benchmarks {
				single.Added = append(single.Added, strings.TrimPrefix(name, "Benchmark"))
			}
			why := "has no such benchmarks"
			if p.BaseProblem != "" {
				why = "does not build it: " + firstLine(p.BaseProblem)
			}
			single.Notes = append(single.Notes, fmt.Sprintf("Package %s is new: the base %s.", p.Path, why))
		default:
			for _, name := range p.Base.Benchmarks {
				single.Missing = append(single.Missing, verdict.Gone{Package: p.Path, Name: strings.TrimPrefix(name, "Benchmark"), Why: "the head has no benchmarks in this package: was it moved or removed?"})
			}
		}
	}
	return both, single
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// A side is one version of a package, as a [gate.Source].
type side struct {
	*checkout.Side
	flags []string // for the test binary
	warn  func(string)
}

// Program links the side in a layout.
func (s side) Program(ctx context.Context, layout uint64) (process.Program, error) {
	b, err := s.Link(ctx, layout)
	if b.Warning != "" {
		s.warn(b.Warning)
	}
	return process.Program{Path: b.Path, Dir: s.Dir(), Env: s.Env(), More: s.flags}, err
}

// Release removes what was linked.
func (s side) Release(layout uint64) { s.Forget(layout) }
