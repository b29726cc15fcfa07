package findings

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Outputs is the [content.Outcome] of two outputs of go test -bench: one sentence first,
// then the table of benchstat for each package and unit, with verdicts.
type Outputs struct {
	Base string `json:"base"` // the file
	Head string `json:"head"`

	Hosts [2]record.Host `json:"-"` // of both, as far as the files say
	*verdict.UnpairedReport
}

func (o Outputs) Data() any { return o }

func (o Outputs) Bench(*bytes.Buffer) error {
	return errors.New("format bench: the two files are in that format")
}

func (o Outputs) Findings() []content.Finding {
	var out []content.Finding
	for _, v := range unpairedOrder {
		for _, f := range o.Figures {
			if f.Verdict != v {
				continue
			}
			text := fmt.Sprintf("was %s, is %s: %s", number.Value(f.Was, f.Unit), number.Value(f.Is, f.Unit), number.Ratio(f.Ratio, f.RatioLo, f.RatioHi))
			switch {
			case f.Reason != "":
				text = f.Reason
			case v == verdict.Missing:
				text = fmt.Sprintf("was %s, and has vanished", number.Value(f.Was, f.Unit))
			}
			out = append(out, content.Finding{Verdict: v, Of: f.Key(), Figure: f.Unit, Text: text})
		}
	}
	return out
}

// unpairedOrder is the order of verdicts.
var unpairedOrder = []verdict.Verdict{verdict.Missing, verdict.Unusable, verdict.Regressed, verdict.Inconclusive, verdict.Improved, verdict.Passed, verdict.Reported}

func (o Outputs) Answer() string { return o.Sentence() }

func (o Outputs) Next(w content.Writer) { next(w, o.UnpairedReport.Next()) }

func (o Outputs) Tell(w content.Writer) error {
	w.Line(o.Answer())
	for _, warning := range o.Warnings {
		w.Gap()
		w.Line("warning: " + warning)
	}
	type group struct{ pkg, unit string }
	var groups []group
	for _, f := range o.Figures {
		if g := (group{f.Package, f.Unit}); !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	for _, g := range groups {
		var figures []verdict.Unpaired
		for _, f := range o.Figures {
			if f.Package == g.pkg && f.Unit == g.unit {
				figures = append(figures, f)
			}
		}
		title := g.unit
		if g.pkg != "" {
			title = g.pkg + ", " + g.unit
		}
		w.Gap()
		w.Line(title)
		w.Gap()
		if err := w.Table(o.table(figures)); err != nil {
			return err
		}
	}
	if len(o.Added) > 0 {
		w.Gap()
		w.Line(o.added())
	}
	w.Gap()
	w.Remark(fmt.Sprintf("base, head: medians ± half of their %.3g %% intervals; change: between medians, with the p-value of the Mann-Whitney test, "+
		"~ if not significant, as in benchstat. The verdict follows from the ratio with its interval, and from p, which is corrected for all figures.", 100*(1-o.Alpha)))
	return nil
}

// added says which benchmarks only the head has.
func (o Outputs) added() string {
	return fmt.Sprintf("only in %s: %s", o.Head, strings.Join(o.Added, ", "))
}

// table returns a row per figure and, if there are several, their geometric means.
func (o Outputs) table(figures []verdict.Unpaired) content.Table {
	t := content.Table{Header: []string{"verdict", "benchmark", "base", "head", "change", "ratio", "p"}, Words: true, Subject: 1,
		Keep: []int{content.Always, content.Always, 3, 4, 1, content.Always, 2}}
	unit := figures[0].Unit
	var logs [2]float64
	n, some := 0, true
	for _, f := range figures {
		row := []string{string(f.Verdict), content.Clean(f.Name), "–", "–", "–", "–", "–"}
		if f.Verdict != verdict.Unusable {
			base, head := o.sample(f.Base), o.sample(f.Head)
			row[2] = o.summary(base, f.Unit)
			if len(f.Head) > 0 {
				row[3] = o.summary(head, f.Unit)
				row[4] = o.change(f)
				row[5] = number.Ratio(f.Ratio, f.RatioLo, f.RatioHi)
				n++
				some = some && f.Was > 0 && f.Is > 0
				logs[0], logs[1] = logs[0]+math.Log(f.Was), logs[1]+math.Log(f.Is)
			}
		}
		if f.PAdjusted != nil {
			row[6] = strings.TrimPrefix(strings.TrimPrefix(verdict.FormatP(*f.PAdjusted), "p "), "= ")
		}
		t.Rows = append(t.Rows, row)
	}
	if n > 1 && some {
		was, is := math.Exp(logs[0]/float64(n)), math.Exp(logs[1]/float64(n))
		t.Rows = append(t.Rows, []string{"", "geometric mean", number.Value(was, unit), number.Value(is, unit), fmt.Sprintf("%+.2f %%", 100*(is/was-1)), "", ""})
	}
	return t
}

func (o Outputs) sample(values []float64) *benchmath.Sample {
	t := benchmath.DefaultThresholds
	t.CompareAlpha = o.Alpha
	return benchmath.NewSample(slices.Clone(values), &t)
}

// summary formats the median with its interval.
func (o Outputs) summary(s *benchmath.Sample, unit string) string {
	sum := benchmath.AssumeNothing.Summary(s, 1-o.Alpha)
	return fmt.Sprintf("%s ± %s", number.Value(sum.Center, unit), strings.Replace(sum.PctRangeString(), "%", " %", 1))
}

// change formats the change of the median, as benchstat does, with the p-value of this
// figure alone.
func (o Outputs) change(f verdict.Unpaired) string {
	c := benchmath.Comparison{P: f.P, N1: len(f.Base), N2: len(f.Head), Alpha: o.Alpha}
	return fmt.Sprintf("%s (%s)", strings.Replace(c.FormatDelta(f.Was, f.Is), "%", " %", 1), c)
}
