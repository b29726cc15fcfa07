package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Gate is the [content.Outcome] of rounds of two versions of a module: one sentence first,
// then the figures, the worst first, then remarks.
type Gate struct {
	Base string `json:"base_commit"`
	Head string `json:"head_commit,omitempty"` // what the working tree is based on; empty: unknown
	*verdict.GateReport
}

func (g Gate) Data() any { return g }

func (g Gate) Tell(w content.Writer) error {
	w.Line(g.sentence())
	if len(g.Figures) > 0 {
		w.Gap()
		if err := w.Table(g.table()); err != nil {
			return err
		}
	}
	for _, remark := range g.remarks() {
		w.Gap()
		w.Remark(remark)
	}
	if len(g.Figures) > 0 {
		w.Gap()
		w.Remark(g.legend())
	}
	return nil
}

// short is the commit as people write it.
func (g Gate) short() string { return g.Base[:min(len(g.Base), 12)] }

// sentence is the first line: the answer, the worst first.
func (g Gate) sentence() string {
	broken := g.broken()
	switch {
	case len(broken) > 0 && g.Disturbed:
		return "failed: " + strings.Join(broken, "; ") + "; " + g.disturbed() + "."
	case g.Disturbed:
		return "inconclusive: " + g.disturbed() + "."
	case len(g.Figures) == 0 && len(broken) == 0 && len(g.Added) > 0:
		return fmt.Sprintf("nothing to compare: %s new.", beings(len(g.Added), "benchmark"))
	case len(g.Figures) == 0 && len(broken) == 0:
		return "nothing to compare: no benchmark was measured."
	}
	parts := append(broken, g.clauses()...)
	switch {
	case len(broken) > 0:
		return "failed: " + strings.Join(parts, "; ") + "."
	case g.Count(verdict.Regressed) > 0:
		return "regressed: " + strings.Join(parts, "; ") + "."
	case g.Count(verdict.Inconclusive) > 0:
		return "inconclusive: " + strings.Join(parts, "; ") + "."
	case g.Count(verdict.Reported) == len(g.Figures):
		return "nothing to judge: " + strings.Join(parts, "; ") + "."
	}
	return "passed: " + strings.Join(parts, "; ") + "."
}

// broken returns what makes the comparison invalid.
func (g Gate) broken() []string {
	var parts []string
	if n := len(g.Missing); n > 0 {
		parts = append(parts, beings(n, "benchmark")+" missing")
	}
	if n := g.Count(verdict.Unusable); n > 0 {
		parts = append(parts, beings(n, "figure")+" unusable")
	}
	return parts
}

// clauses returns how many of the figures that are numbers have which verdict.
func (g Gate) clauses() []string {
	margin := share(g.Margin)
	if g.margins() {
		margin = "the margin"
	}
	of := func(v verdict.Verdict, what string) tally { return tally{n: g.Count(v), verb: "is", one: what} }
	unusable := g.Count(verdict.Unusable)
	return clauses(len(g.Figures)-unusable, unusable > 0,
		of(verdict.Regressed, "worse than at "+g.short()+" by more than "+margin),
		of(verdict.Improved, "better by more than "+margin),
		of(verdict.Inconclusive, "undecided"),
		of(verdict.Waived, "worse, but waived"),
		of(verdict.Passed, "within "+margin),
		of(verdict.Reported, "reported, not judged"))
}

// margins reports whether any figure has a margin other than that of the report.
// Allocations have none.
func (g Gate) margins() bool {
	return slices.ContainsFunc(g.Figures, func(f verdict.Judged) bool {
		return f.Margin != nil && *f.Margin != g.Margin || f.Count && f.Unit == "allocs/op" && f.Verdict != verdict.Passed
	})
}

func (g Gate) disturbed() string {
	return fmt.Sprintf("the control, a second copy of %s, differs from it by more than the margin, so this machine shows differences where there are none; use a quieter machine, or more rounds", g.short())
}

// remarks returns the paragraphs beside the table.
func (g Gate) remarks() []string {
	var out []string
	for _, m := range g.Missing {
		out = append(out, fmt.Sprintf("missing: %s: %s", verdict.Paired{Package: m.Package, Name: m.Name}.Key(), m.Why))
	}
	for _, v := range []verdict.Verdict{verdict.Unusable, verdict.Inconclusive, verdict.Waived, verdict.Reported} {
		out = append(out, g.reasons(v)...)
	}
	if !g.Disturbed && g.Count(verdict.Inconclusive) > 0 {
		out = append(out, "to decide the undecided: "+g.advice())
	}
	for _, f := range g.sorted() {
		if f.Placement > 0 {
			out = append(out, fmt.Sprintf("%s (%s) varies by %s with where the linker places the code (one standard deviation over random layouts of the same code). A change may shift it that much without making the code slower.", f.Key(), f.Unit, share(f.Placement)))
		}
	}
	if len(g.Figures) > 0 || len(g.Missing) > 0 {
		out = append(out, listed("new, and compared from the next run on", g.Added)...)
	} else {
		out = append(out, listed("new", g.Added)...)
	}
	out = append(out, listed("not measured, out of time", g.NotMeasured)...)
	return append(out, g.Notes...)
}

// listed returns a paragraph that lists the names, or nothing if there are none.
func listed(what string, names []string) []string {
	if len(names) == 0 {
		return nil
	}
	return []string{what + ": " + strings.Join(names, ", ")}
}

// reasons returns why figures have the verdict, one paragraph per reason.
func (g Gate) reasons(v verdict.Verdict) []string {
	var order []string
	figures := make(map[string][]string)
	for _, f := range g.Figures {
		reason := f.Reason
		if v == verdict.Waived {
			reason = f.Waiver
		}
		if f.Verdict != v || reason == "" {
			continue
		}
		if figures[reason] == nil {
			order = append(order, reason)
		}
		figures[reason] = append(figures[reason], fmt.Sprintf("%s (%s)", f.Key(), f.Unit))
	}
	var out []string
	for _, reason := range order {
		out = append(out, fmt.Sprintf("%s: %s: %s", v, strings.Join(figures[reason], ", "), reason))
	}
	return out
}

// advice returns what would decide the undecided figures.
func (g Gate) advice() string {
	most, never := 0, false
	for _, f := range g.Figures {
		if f.Verdict == verdict.Inconclusive {
			most, never = max(most, f.More), never || f.More == 0
		}
	}
	switch {
	case never && most > 0:
		return fmt.Sprintf("%s for some, but over 1000 for others; measure longer, use a quieter machine, or choose another margin", content.Plural(most, "more round"))
	case never:
		return "over 1000 more rounds; measure longer, use a quieter machine, or choose another margin"
	}
	return fmt.Sprintf("about %s, or a quieter machine", content.Plural(most, "more round"))
}

// beings returns a number of things as the subject of a sentence, with its verb.
func beings(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return fmt.Sprintf("%d %ss are", n, noun)
}

func (g Gate) Findings() []content.Finding {
	var out []content.Finding
	for _, m := range g.Missing {
		out = append(out, content.Finding{Verdict: verdict.Missing, Of: verdict.Paired{Package: m.Package, Name: m.Name}.Key(), Figure: "benchmark", Text: m.Why})
	}
	for _, f := range g.sorted() {
		text := fmt.Sprintf("base %s, head %s: %s, p %s", content.InUnit(f.Was, f.Unit), content.InUnit(f.Is, f.Unit), ratio(f), p(f))
		switch {
		case f.Verdict == verdict.Unusable:
			text = f.Reason
		case f.Verdict == verdict.Reported:
			text = fmt.Sprintf("base %s, head %s: %s; not judged: %s", content.InUnit(f.Was, f.Unit), content.InUnit(f.Is, f.Unit), ratio(f), f.Reason)
		case f.Verdict == verdict.Waived:
			text += "; waived: " + f.Waiver
		case g.Disturbed:
			text += "; " + g.disturbed()
		case f.Verdict == verdict.Inconclusive && f.More > 0:
			text += fmt.Sprintf("; %s would decide", content.Plural(f.More, "more round"))
		case f.Verdict == verdict.Inconclusive:
			text += "; it would take over 1000 more rounds to decide"
		}
		if f.Count && f.Changed > 0 {
			text += fmt.Sprintf("; changed in %d of %s", f.Changed, content.Plural(f.N, "round"))
		}
		out = append(out, content.Finding{Verdict: f.Verdict, Of: f.Key(), Figure: f.Unit, Text: text})
	}
	return out
}

// Sides names the commits of both sides.
func (g Gate) Sides() string {
	text := "base " + g.Base
	if g.Head != "" {
		text += ", head " + g.Head
	}
	return text
}
