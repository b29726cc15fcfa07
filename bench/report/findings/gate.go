package findings

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Gate is the [content.Outcome] of rounds of two versions of a module: one sentence first,
// then the figures, the worst first, then remarks.
type Gate struct {
	Base string `json:"base_commit"`
	Head string `json:"head_commit,omitempty"` // what the working tree is based on; empty: unknown

	Host    *record.Host `json:"host,omitempty"` // when the rounds began; nil: unknown
	Command []string     `json:"command,omitempty"`
	*verdict.GateReport
}

func (g Gate) Data() any { return g }

func (g Gate) Tell(w content.Writer) error {
	w.Line(g.Answer())
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
		w.Remark(g.legend(w.Shown(g.table())))
	}
	return nil
}

func (g Gate) Answer() string { return g.Sentence(g.Base) }

func (g Gate) Next(w content.Writer) { next(w, g.GateReport.Next()) }

// next writes what to do next, if there is anything.
func next(w content.Writer, text string) {
	if text != "" {
		w.Gap()
		w.Item("next: " + text)
	}
}

// remarks returns the paragraphs beside the table.
func (g Gate) remarks() []string {
	out := g.missing()
	for _, v := range []verdict.Verdict{verdict.Unusable, verdict.Inconclusive, verdict.Waived, verdict.Reported} {
		out = append(out, g.reasons(v)...)
	}
	out = append(out, g.contradicted()...)
	for _, f := range g.sorted() {
		if f.Placement > 0 {
			out = append(out, fmt.Sprintf("%s (%s) varies by %s with the linker's placement of the code (one standard deviation over random layouts of the same code). A change may shift it by that much without making the code slower.", f.Key(), f.Unit, number.Share(f.Placement)))
		}
	}
	if len(g.Figures) > 0 || len(g.Missing) > 0 {
		out = append(out, listed("new, and compared from the next run on", g.Added)...)
	} else {
		out = append(out, listed("new", g.Added)...)
	}
	out = append(out, listed(notMeasured, g.NotMeasured)...)
	return append(out, g.Notes...)
}

const notMeasured = "not measured, out of time"

// missing returns a paragraph about each benchmark that the head lacks.
func (g Gate) missing() []string {
	var out []string
	for _, m := range g.Missing {
		out = append(out, fmt.Sprintf("missing: %s: %s", verdict.Paired{Package: m.Package, Name: m.Name}.Key(), m.Why))
	}
	return out
}

// contradicted returns a paragraph about the figures whose medians disagree with their ratio.
func (g Gate) contradicted() []string {
	var names []string
	for _, f := range g.sorted() {
		if f.Contradicted(g.Margin) {
			names = append(names, fmt.Sprintf("%s (%s)", f.Key(), f.Unit))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{strings.Join(names, ", ") + ": the machine changed during the run: medians over rounds disagree with ratios of the same round; trust the ratio."}
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

func (g Gate) Findings() []content.Finding {
	var out []content.Finding
	for _, m := range g.Missing {
		out = append(out, content.Finding{Verdict: verdict.Missing, Of: verdict.Paired{Package: m.Package, Name: m.Name}.Key(), Figure: "benchmark", Text: m.Why})
	}
	for _, f := range g.sorted() {
		text := fmt.Sprintf("base %s, head %s: %s, p %s", number.Value(f.Was, f.Unit), number.Value(f.Is, f.Unit), ratio(f), p(f))
		switch {
		case f.Verdict == verdict.Unusable:
			text = f.Reason
		case f.Verdict == verdict.Reported:
			text = fmt.Sprintf("base %s, head %s: %s; not judged: %s", number.Value(f.Was, f.Unit), number.Value(f.Is, f.Unit), ratio(f), f.Reason)
		case f.Verdict == verdict.Waived:
			text += "; waived: " + f.Waiver
		case g.Disturbed:
			text += "; " + verdict.DisturbedBy(g.Base)
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
