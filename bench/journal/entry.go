package journal

import (
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// EntryOf returns the medians of an output of go test -bench; the caller sets time and
// commit. Of the rounds of a gate it takes those of the head. A failed benchmark or a value
// that is not finite is an error.
func EntryOf(o *benchtext.Output) (Entry, error) {
	var e Entry
	if len(o.Failed) > 0 {
		return e, fmt.Errorf("nothing was added, since a benchmark failed: %s", o.Failed[0])
	}
	declared := map[string]verdict.Better{}
	for unit, way := range o.Better {
		declared[unit] = verdict.Better(way)
	}
	if h := o.Host; h.CPU != "" || h.OS != "" {
		e.Host = fmt.Sprintf("%s, %s/%s", h.CPU, h.OS, h.Arch)
	}
	for _, f := range o.Figures {
		if f.Side != "" && f.Side != "head" {
			continue
		}
		if f.Unusable != "" {
			return e, fmt.Errorf("values must be finite: %s (%s) is %s", f.Name, f.Unit, f.Unusable)
		}
		way, _ := verdict.BetterOf(f.Unit, declared)
		e.Figures = append(e.Figures, Figure{Package: f.Package, Name: f.Name, Unit: f.Unit, Median: stats.Median(f.Values), N: len(f.Values), Better: string(way)})
	}
	if len(e.Figures) == 0 {
		return e, errors.New("the gate's rounds have no head")
	}
	return e, nil
}

// Noted converts entries for package verdict.
func Noted(entries []Entry) []verdict.Noted {
	var out []verdict.Noted
	for _, e := range entries {
		n := verdict.Noted{Name: e.Commit, Time: e.Time, Machine: e.Host}
		if n.Name == "" {
			n.Name = "a run"
		}
		for _, f := range e.Figures {
			s := verdict.Samples{Package: f.Package, Name: f.Name}
			n.Figures = append(n.Figures, verdict.NotedFigure{Benchmark: s.Key(), Unit: f.Unit, Better: verdict.Better(f.Better), Median: f.Median, N: f.N})
		}
		out = append(out, n)
	}
	return out
}
