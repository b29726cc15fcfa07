package findings

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Compared has the rounds of both sides.
func (g Gate) Compared() content.Comparison {
	c := content.Comparison{Name: "gate", Confidence: 1 - g.Alpha, Warnings: g.doubts(), Command: g.Command}
	for _, f := range g.sorted() {
		row := content.Compared{Verdict: f.Verdict, Of: f.Key(), Figure: f.Unit, Unit: f.Unit, Better: f.Better, Ratio: f.Ratio, Lo: f.RatioLo, Hi: f.RatioHi,
			Text: ratio(f), Margin: f.Allowed(g.Margin), Base: f.Base, Head: f.Head, Ratios: f.Ratios()}
		if !g.packages() {
			row.Of = f.Name
		}
		if f.Verdict == verdict.Unusable {
			row.Ratio = nil
		}
		c.Figures = append(c.Figures, row)
	}
	c.Facts = append(c.Facts, "sides: "+g.Sides())
	if g.Unchanged {
		return c
	}
	line := fmt.Sprintf("rounds: %d of %s; margin %s; %s", g.Done, content.Plural(g.Rounds, "round"), number.Margin(g.Margin), content.Plural(len(g.Looks), "look"))
	if g.Linking > 0 {
		line += fmt.Sprintf("; linking took %s of the time", number.Share(g.Linking))
	}
	c.Facts = append(c.Facts, line)
	if g.Host != nil {
		c.Facts = append(c.Facts, "host: "+content.Machine(*g.Host))
	}
	return c
}

// doubts returns what makes the answer doubtful.
func (g Gate) doubts() []string {
	return slices.Concat(g.missing(), g.reasons(verdict.Unusable), g.contradicted(), listed(notMeasured, g.NotMeasured), g.Notes)
}

// Compared has the values of both runs.
func (diffs Diffs) Compared() content.Comparison {
	c := content.Comparison{Name: "diff", Confidence: diffConfidence}
	for _, v := range worstFirst {
		for _, d := range diffs {
			for _, x := range d.Diff.Changes {
				if x.Verdict != v {
					continue
				}
				m, _ := record.MetricByName(x.Metric)
				row := content.Compared{Verdict: v, Of: place(x), Figure: figure(x), Unit: x.Unit, Better: m.Better, Ratio: x.Ratio, Lo: x.RatioLo, Hi: x.RatioHi,
					Text: number.Ratio(x.Ratio, x.RatioLo, x.RatioHi), Margin: d.Diff.Tolerance, Base: x.Bases, Head: x.Heads, Ratios: x.Ratios}
				if len(diffs) > 1 {
					row.Of = d.Name + ": " + row.Of
				}
				c.Figures = append(c.Figures, row)
			}
		}
	}
	for _, d := range diffs {
		c.Warnings = append(c.Warnings, d.Diff.Warnings...)
		if len(d.Diff.Added) > 0 {
			c.Warnings = append(c.Warnings, d.added())
		}
		for i, run := range []*record.Run{d.Base, d.Head} {
			if run == nil {
				continue
			}
			side := []string{"base", "head"}[i]
			if len(diffs) > 1 {
				side = d.Name + ", " + side
			}
			line := side + ": " + content.SettingsLine(run)
			if machine := content.HostLine(run); machine != "" {
				line += "; " + machine
			}
			c.Facts = append(c.Facts, line)
		}
		if len(d.Command) > 0 {
			c.Name = "gate"
		}
	}
	return c
}

// diffConfidence is that of the intervals between stored runs.
const diffConfidence = 0.95

// Compared has the values of both files.
func (o Outputs) Compared() content.Comparison {
	c := content.Comparison{Name: "diff", Confidence: 1 - o.Alpha, Warnings: o.Warnings}
	for _, v := range unpairedOrder {
		for _, f := range o.Figures {
			if f.Verdict != v {
				continue
			}
			row := content.Compared{Verdict: v, Of: f.Key(), Figure: f.Unit, Unit: f.Unit, Better: f.Better, Ratio: f.Ratio, Lo: f.RatioLo, Hi: f.RatioHi,
				Text: number.Ratio(f.Ratio, f.RatioLo, f.RatioHi), Margin: o.Margin, Base: f.Base, Head: f.Head}
			if !o.packages() {
				row.Of = f.Name
			}
			if v == verdict.Unusable {
				row.Ratio = nil
			}
			c.Figures = append(c.Figures, row)
		}
	}
	if len(o.Added) > 0 {
		c.Warnings = append(slices.Clone(c.Warnings), o.added())
	}
	for i, name := range []string{o.Base, o.Head} {
		line := fmt.Sprintf("%s: %s", []string{"base", "head"}[i], name)
		if machine := content.Machine(o.Hosts[i]); machine != "" {
			line += "; " + machine
		}
		c.Facts = append(c.Facts, line)
	}
	c.Facts = append(c.Facts, "margin: "+number.Margin(o.Margin))
	return c
}

// packages reports whether the figures come from more than one package.
func (o Outputs) packages() bool {
	return slices.ContainsFunc(o.Figures, func(f verdict.Unpaired) bool { return f.Package != o.Figures[0].Package })
}
