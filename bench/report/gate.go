package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"golang.org/x/perf/benchunit"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// WriteGate shows what rounds of two versions of a module show, in one of
// [DiffFormats]. The base is a commit.
func WriteGate(w io.Writer, format, base string, g *verdict.GateReport) error {
	var b bytes.Buffer
	switch format {
	case "json":
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(struct {
			Base string `json:"base_commit"`
			*verdict.GateReport
		}{base, g}); err != nil {
			return err
		}
	case "text", "markdown":
		fmt.Fprintf(&b, "%s\n\n", escapeIf(format, gateSentence(base, g)))
		t := gateTable(g)
		if format == "markdown" {
			markdownTable(&b, t.header, t.rows)
		} else if err := render(&b, t, Options{}); err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n", escapeIf(format, gateLegend(g)))
	default:
		return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(DiffFormats(), ", "))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// gateSentence says it in one sentence, the worst first.
func gateSentence(base string, g *verdict.GateReport) string {
	short := base[:min(len(base), 12)]
	if g.Disturbed {
		return fmt.Sprintf("inconclusive: the control, which is %s once more, differs from it by more than %s: this machine makes differences where there are none; make it quieter, or take more rounds.", short, share(g.Margin))
	}
	n := len(g.Figures)
	word, parts := "passed", []string(nil)
	add := func(v verdict.Verdict, what string) {
		if k := g.Count(v); k > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k, what))
		}
	}
	add(verdict.Regressed, "are worse than at "+short+" by more than "+share(g.Margin))
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

// gateTable has a row per figure, the worst first.
func gateTable(g *verdict.GateReport) table {
	t := table{header: []string{"verdict", "benchmark", "unit", "was", "is", "ratio", "p", "sees"}, words: true}
	for _, v := range []verdict.Verdict{verdict.Regressed, verdict.Inconclusive, verdict.Improved, verdict.Passed} {
		for _, f := range g.Figures {
			if f.Verdict != v {
				continue
			}
			sees := "–"
			if f.Detectable > 0 {
				sees = share(math.Ceil(f.Detectable*1000) / 1000)
			}
			t.rows = append(t.rows, []string{string(v), clean(f.Name), clean(f.Unit), inUnit(f.Was, f.Unit), inUnit(f.Is, f.Unit),
				verdict.FormatRatio(f.Ratio, f.RatioLo, f.RatioHi), strings.TrimPrefix(strings.TrimPrefix(verdict.FormatP(f.PAdjusted), "p "), "= "), sees})
		}
	}
	return t
}

// inUnit writes a value as benchstat does: 1.234m of a second.
func inUnit(v float64, unit string) string {
	return benchunit.Scale(v, benchunit.ClassOf(unit))
}

func gateLegend(g *verdict.GateReport) string {
	n := 0
	for _, f := range g.Figures {
		n = max(n, f.N)
	}
	return fmt.Sprintf("Medians of n = %d rounds; ratio: of the same round, with its %.3g %% interval; p: of no change, exact signed-rank test, after Holm's correction; sees: a change of less would hardly show in so many rounds. "+
		"Worse, better and within: the whole interval is.", n, 100*(1-g.Alpha))
}
