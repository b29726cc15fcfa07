package findings

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A gateColumn is a column of the table of a gate.
type gateColumn struct {
	name   string
	cell   func(verdict.Judged) string
	legend string
	where  func(Gate) bool // nil: always
	keep   int             // as of content.Table
}

// gateColumns are all columns, in order.
var gateColumns = []gateColumn{
	{"verdict", func(f verdict.Judged) string { return string(f.Verdict) }, "", nil, content.Always},
	{"package", func(f verdict.Judged) string { return content.Clean(f.Package) }, "", Gate.packages, 9},
	{"benchmark", func(f verdict.Judged) string { return content.Clean(f.Name) }, "", nil, content.Always},
	{"unit", func(f verdict.Judged) string { return content.Clean(f.Unit) }, "", nil, content.Always},
	{"base", func(f verdict.Judged) string { return number.Value(f.Was, f.Unit) }, "base, head: medians over n rounds, means for counts.", nil, 7},
	{"head", func(f verdict.Judged) string { return number.Value(f.Is, f.Unit) }, "", nil, 8},
	{"ratio", ratio, "ratio: head / base of the same round, with its interval.", nil, content.Always},
	{"p", p, "p: p-value of the test for a change.", nil, 5},
	{"changed", changed, "changed: rounds in which a count differs.", func(g Gate) bool { return g.any(func(f verdict.Judged) bool { return f.Changed > 0 }) }, 4},
	{"sees", sees, "sees: a smaller change would probably not show in this many rounds.", nil, 1},
	{"n", func(f verdict.Judged) string { return fmt.Sprint(f.N) }, "", nil, 6},
	{"more", more, "more: how many more rounds like these would decide.", Gate.undecided, 3},
}

func (g Gate) any(has func(verdict.Judged) bool) bool { return slices.ContainsFunc(g.Figures, has) }

// packages reports whether the figures come from more than one package.
func (g Gate) packages() bool {
	return g.any(func(f verdict.Judged) bool { return f.Package != g.Figures[0].Package })
}

func (g Gate) undecided() bool { return !g.Disturbed && g.Count(verdict.Inconclusive) > 0 }

// columns returns the columns that are useful here.
func (g Gate) columns() []gateColumn {
	var out []gateColumn
	for _, c := range gateColumns {
		if c.where == nil || c.where(g) {
			out = append(out, c)
		}
	}
	return out
}

// sorted returns the figures, the worst first.
func (g Gate) sorted() []verdict.Judged {
	all := slices.Clone(g.Figures)
	slices.SortStableFunc(all, func(a, b verdict.Judged) int {
		return slices.Index(worstFirst, a.Verdict) - slices.Index(worstFirst, b.Verdict)
	})
	return all
}

// table returns a row per figure.
func (g Gate) table() content.Table {
	columns := g.columns()
	t := content.Table{Words: true, Subject: slices.IndexFunc(columns, func(c gateColumn) bool { return c.name == "benchmark" })}
	for _, c := range columns {
		t.Header, t.Keep = append(t.Header, c.name), append(t.Keep, c.keep)
	}
	for _, f := range g.sorted() {
		var row []string
		for _, c := range columns {
			row = append(row, c.cell(f))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// legend explains the columns that are shown.
func (g Gate) legend(shown []string) string {
	var parts []string
	for _, c := range g.columns() {
		if c.legend != "" && slices.Contains(shown, c.name) {
			parts = append(parts, c.legend)
		}
	}
	together := "for all figures"
	if len(g.Looks) > 1 {
		together = fmt.Sprintf("for all figures and %d looks", len(g.Looks))
	}
	return fmt.Sprintf("%s Ran %d of %s. Each interval covers the ratio of its own figure with %.3g %% confidence; p is corrected %s. "+
		"Worse, better, within the margin: the whole interval is, or the count.",
		strings.Join(parts, " "), g.Done, content.Plural(g.Rounds, "round"), 100*(1-g.Alpha), together)
}

// ratio formats how the head compares with the base.
func ratio(f verdict.Judged) string {
	switch {
	case f.Verdict == verdict.Unusable:
		return "–"
	case f.Share == nil:
		return number.Ratio(f.Ratio, f.RatioLo, f.RatioHi)
	case f.Was == 0 && f.Is != 0:
		return "from 0"
	case f.Is == 0 && f.Was != 0:
		return "to 0"
	case f.ShareLo == nil || f.ShareHi == nil:
		return signed(*f.Share)
	}
	return fmt.Sprintf("%s (%s to %s)", signed(*f.Share), signed(*f.ShareLo), signed(*f.ShareHi))
}

func signed(share float64) string { return fmt.Sprintf("%+.3g %%", 100*share) }

func p(f verdict.Judged) string {
	if f.Verdict == verdict.Unusable || f.Verdict == verdict.Reported {
		return "–"
	}
	return strings.TrimPrefix(strings.TrimPrefix(verdict.FormatP(f.PAdjusted), "p "), "= ")
}

func changed(f verdict.Judged) string {
	if !f.Count {
		return "–"
	}
	return fmt.Sprintf("%d of %d", f.Changed, f.N)
}

func sees(f verdict.Judged) string {
	if f.Detectable > 0 {
		return number.Margin(math.Ceil(f.Detectable*1000) / 1000)
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
