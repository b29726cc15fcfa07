package report

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchunit"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Gated is the [Outcome] of rounds of two versions of a module.
type Gated struct {
	Base string `json:"base_commit"`
	*verdict.GateReport
}

func (g Gated) data() any { return g }

func (g Gated) told(b *bytes.Buffer, format string) error {
	fmt.Fprintf(b, "%s\n\n", escapeIf(format, g.sentence()))
	if err := tell(b, format, g.table()); err != nil {
		return err
	}
	if len(g.Added) > 0 {
		fmt.Fprintf(b, "\nnew, and judged from the next time on: %s\n", escapeIf(format, strings.Join(g.Added, ", ")))
	}
	b.WriteByte('\n')
	if format == "markdown" {
		fmt.Fprintf(b, "%s\n", escape(g.legend()))
	} else {
		wrap(b, "", 0, g.legend(), 100) // logs do not
	}
	return nil
}

// short is the commit as people write it.
func (g Gated) short() string { return g.Base[:min(len(g.Base), 12)] }

func (g Gated) disturbed() string {
	return fmt.Sprintf("the control, which is %s once more, differs from it by more than %s: this machine makes differences where there are none; make it quieter, or take more rounds", g.short(), share(g.Margin))
}

// sentence says it in one sentence, the worst first.
func (g Gated) sentence() string {
	if g.Disturbed {
		return "inconclusive: " + g.disturbed() + "."
	}
	n := len(g.Figures)
	word, parts := "passed", []string(nil)
	add := func(v verdict.Verdict, what string) {
		if k := g.Count(v); k > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k, what))
		}
	}
	add(verdict.Regressed, "are worse than at "+g.short()+" by more than "+share(g.Margin))
	add(verdict.Improved, "are better")
	add(verdict.Inconclusive, "cannot be told")
	add(verdict.Passed, "are within "+share(g.Margin))
	switch {
	case g.Count(verdict.Regressed) > 0:
		word = "regressed"
	case g.Count(verdict.Inconclusive) > 0:
		word = "inconclusive"
	}
	return fmt.Sprintf("%s: of %d figures %s.", word, n, strings.Join(parts, ", "))
}

func share(x float64) string { return fmt.Sprintf("%.3g %%", 100*x) }

// sorted returns the figures, the worst first.
func (g Gated) sorted() []verdict.Judged {
	all := slices.Clone(g.Figures)
	slices.SortStableFunc(all, func(a, b verdict.Judged) int {
		return slices.Index(worstFirst, a.Verdict) - slices.Index(worstFirst, b.Verdict)
	})
	return all
}

// table has a row per figure.
func (g Gated) table() table {
	t := table{header: []string{"verdict", "benchmark", "unit", "was", "is", "ratio", "p", "sees", "n"}, words: true}
	undecided := !g.Disturbed && g.Count(verdict.Inconclusive) > 0
	if undecided {
		t.header = append(t.header, "more")
	}
	for _, f := range g.sorted() {
		row := []string{string(f.Verdict), clean(f.Name), clean(f.Unit), inUnit(f.Was, f.Unit), inUnit(f.Is, f.Unit),
			verdict.FormatRatio(f.Ratio, f.RatioLo, f.RatioHi), p(f), sees(f), fmt.Sprint(f.N)}
		if undecided {
			row = append(row, more(f))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func p(f verdict.Judged) string {
	return strings.TrimPrefix(strings.TrimPrefix(verdict.FormatP(f.PAdjusted), "p "), "= ")
}

func sees(f verdict.Judged) string {
	if f.Detectable > 0 {
		return share(math.Ceil(f.Detectable*1000) / 1000)
	}
	return "–"
}

func more(f verdict.Judged) string {
	switch {
	case f.Verdict != verdict.Inconclusive:
		return "–"
	case f.More == 0:
		return "> 1000"
	}
	return fmt.Sprint(f.More)
}

// inUnit writes a value as benchstat does: 1.234m of a second.
func inUnit(v float64, unit string) string {
	return benchunit.Scale(v, benchunit.ClassOf(unit))
}

func (g Gated) legend() string {
	text := fmt.Sprintf("Medians of n rounds (%d of %d were run); ratio: of the same round, with its interval; p: of no change, exact signed-rank test. "+
		"Both hold for all figures and for all %d looks together, at %.3g %%. sees: a change of less would hardly show in so many rounds. "+
		"Worse, better and within: the whole interval is.", g.Done, g.Rounds, len(g.Looks), 100*(1-g.Alpha))
	if len(g.Looks) == 1 {
		text = strings.Replace(text, "for all figures and for all 1 looks together", "for all figures together", 1)
	}
	if !g.Disturbed && g.Count(verdict.Inconclusive) > 0 {
		text += " more: so many more rounds like these would decide."
	}
	return text
}

func (g Gated) findings() []finding {
	var out []finding
	for _, f := range g.sorted() {
		text := fmt.Sprintf("was %s, is %s: %s, p %s", inUnit(f.Was, f.Unit), inUnit(f.Is, f.Unit), verdict.FormatRatio(f.Ratio, f.RatioLo, f.RatioHi), p(f))
		switch {
		case g.Disturbed:
			text += "; " + g.disturbed()
		case f.Verdict == verdict.Inconclusive && f.More > 0:
			text += fmt.Sprintf("; %d more rounds would decide", f.More)
		case f.Verdict == verdict.Inconclusive:
			text += "; more than 1000 rounds more would be needed to decide"
		}
		out = append(out, finding{f.Verdict, f.Name, f.Unit, text})
	}
	return out
}

// bench writes every round of every side, for benchstat -col side.
func (g Gated) bench(b *bytes.Buffer) error {
	w := benchfmt.NewWriter(b)
	sides := []struct {
		name   string
		values func(verdict.Judged) []float64
	}{
		{"base", func(f verdict.Judged) []float64 { return f.Base }},
		{"head", func(f verdict.Judged) []float64 { return f.Head }},
		{"control", func(f verdict.Judged) []float64 { return f.Control }},
	}
	for _, side := range sides {
		var names []string
		for _, f := range g.Figures {
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
		for _, name := range names {
			for round := range g.Done {
				r := &benchfmt.Result{Name: benchfmt.Name(name), Iters: 1, Config: []benchfmt.Config{
					{Key: "base-commit", Value: []byte(g.Base), File: true},
					{Key: "side", Value: []byte(side.name), File: true},
				}}
				for _, f := range g.Figures {
					if v := side.values(f); f.Name == name && round < len(v) {
						r.Values = append(r.Values, benchfmt.Value{Value: v[round], Unit: f.Unit})
					}
				}
				if len(r.Values) == 0 {
					continue
				}
				if err := w.Write(r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
