package page

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
)

// Outcome writes a page about what a gate or a diff found. Its sentences are those of the other
// formats.
func Outcome(b *bytes.Buffer, o content.Outcome) error {
	c := o.Compared()
	var told, next listener
	if err := o.Tell(&told); err != nil {
		return err
	}
	o.Next(&next)
	run := pageRun{Name: content.Clean(c.Name), Headline: content.Clean(o.Answer()), Changes: changesOf(c)}
	for _, x := range c.Warnings {
		run.Warnings = append(run.Warnings, content.Clean(x))
	}
	for _, x := range c.Facts {
		run.Facts = append(run.Facts, content.Clean(x))
	}
	said := append(slices.Clone(run.Warnings), run.Headline)
	figures := section{Title: "The figures", Open: true, Tables: told.tables}
	for _, x := range slices.Concat(told.lines, next.lines) {
		if x = content.Clean(x); !slices.Contains(said, strings.TrimPrefix(x, "warning: ")) {
			figures.Below = append(figures.Below, x)
		}
	}
	run.Sections = append(run.Sections, figures)
	if charts := valueCharts(c); len(charts) > 0 {
		title := "Round by round"
		if !paired(c) {
			title = "Value by value"
		}
		run.Sections = append(run.Sections, section{Title: title, Charts: charts})
	}
	switch {
	case len(next.commands) > 0:
		run.Repeat, run.Command = "To renew the baseline:", strings.Join(next.commands, "\n")
	case len(c.Command) > 0:
		run.Repeat, run.Command = "Repeat it:", record.CommandLine(c.Command)
	}
	return writePage(b, page{Title: run.Headline, Runs: []pageRun{run}})
}

// A listener is a [content.Writer] that keeps tables, and all sentences but the titles of tables.
type listener struct {
	lines, commands []string
	tables          []*pageTable
	alone           bool // the last call wrote a line
}

func (l *listener) Line(text string) {
	l.Remark(text)
	l.alone = true
}

func (l *listener) Remark(text string)        { l.lines, l.alone = append(l.lines, text), false }
func (l *listener) Item(text string)          { l.Remark(text) }
func (l *listener) Legend(text string)        { l.Remark(text) }
func (l *listener) Command(_, command string) { l.commands = append(l.commands, command) }
func (l *listener) Gap()                      {}
func (l *listener) Plot(content.Plot)         {}

// Shown returns the header of the whole table: columns that do not fit are folded.
func (l *listener) Shown(t content.Table) []string { return t.Header }

// Table keeps a table. The line before it is its title, unless it is the answer.
func (l *listener) Table(t content.Table) error {
	made := pageTables(t, "")
	if last := len(l.lines) - 1; l.alone && last > 0 && len(made) > 0 {
		made[0].Title, l.lines = strings.TrimSuffix(content.Clean(l.lines[last]), ":"), l.lines[:last]
	}
	l.tables, l.alone = append(l.tables, made...), false
	return nil
}

// paired reports whether values are those of rounds.
func paired(c content.Comparison) bool {
	return slices.ContainsFunc(c.Figures, func(f content.Compared) bool { return f.Ratios != nil })
}

// mostValueCharts is how many figures are drawn value by value, the worst first.
const mostValueCharts = 12

// valueCharts shows the values of both sides, a chart for each figure that differs in any.
func valueCharts(c content.Comparison) []chart {
	x := "round"
	if !paired(c) {
		x = "value, in the order of the file"
	}
	var out []chart
	for _, f := range c.Figures {
		n := max(len(f.Base), len(f.Head))
		if len(out) == mostValueCharts || min(len(f.Base), len(f.Head)) == 0 || slices.Equal(f.Base, f.Head) {
			continue
		}
		ticks, at := numbered(n)
		padded := func(values []float64) []float64 {
			values = slices.Clone(values)
			for len(values) < n {
				values = append(values, math.NaN())
			}
			return values
		}
		out = append(out, plot{caption: fmt.Sprintf("%s: %s of base and head", content.Clean(f.Of), content.Clean(f.Figure)), x: x, y: content.Clean(f.Figure),
			ticks: ticks, at: at, round: true, counts: true, xLabel: number.Digits, label: func(v float64) string { return number.Value(v, f.Unit) },
			series: []lined{{"base", padded(f.Base)}, {"head", padded(f.Head)}}}.draw(sides)...)
	}
	return out
}

// sides are the colors of base and head: one of them is dashed.
var sides = palette{"base": 0, "head": 4}
