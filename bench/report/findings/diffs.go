package findings

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A NamedDiff is how a stored run has changed.
type NamedDiff struct {
	Name    string        `json:"name"`              // of the stored run
	Command []string      `json:"command,omitempty"` // makes it anew; nil: nobody should
	Diff    *verdict.Diff `json:"diff"`

	Base, Head *record.Run `json:"-"` // nil: unknown
}

// Diffs is the [content.Outcome] of comparing stored runs with others: one sentence first, then
// the figures that are worse, have vanished or are better.
type Diffs []NamedDiff

// Len returns how many figures there are, of all runs.
func (diffs Diffs) Len() int {
	n := 0
	for _, d := range diffs {
		n += len(d.Diff.Changes)
	}
	return n
}

// Count returns how many figures have a verdict, of all runs.
func (diffs Diffs) Count(v verdict.Verdict) int {
	n := 0
	for _, d := range diffs {
		n += d.Diff.Count(v)
	}
	return n
}

func (diffs Diffs) Data() any { return diffs }

func (diffs Diffs) Bench(*bytes.Buffer) error {
	return errors.New("format bench: stored runs are in that format beside their JSON")
}

func (diffs Diffs) Findings() []content.Finding {
	var out []content.Finding
	for _, v := range worstFirst {
		for _, d := range diffs {
			for _, c := range d.Diff.Changes {
				if c.Verdict != v {
					continue
				}
				f := content.Finding{Verdict: v, Of: place(c), Figure: figure(c)}
				f.Text = fmt.Sprintf("%s: %s was %s", d.Name, f.Figure, number.Value(c.Base, c.Unit))
				if v == verdict.Missing {
					f.Text += ", and has vanished"
				} else {
					f.Text += fmt.Sprintf(", is %s: %s", number.Value(c.Head, c.Unit), number.Ratio(c.Ratio, c.RatioLo, c.RatioHi))
				}
				out = append(out, f)
			}
		}
	}
	return out
}

// place names what a change is about.
func place(c verdict.Change) string {
	text := fmt.Sprintf("%s, %s on %d", c.Strategy, c.Workload, c.Workers)
	if c.Load > 0 {
		text += fmt.Sprintf(" at load %g", c.Load)
	}
	return text
}

// figure names the metric of a change.
func figure(c verdict.Change) string {
	if c.Priority == nil {
		return c.Metric
	}
	return fmt.Sprintf("%s of priority %d", c.Metric, *c.Priority)
}

// worstFirst is the order of verdicts.
var worstFirst = []verdict.Verdict{verdict.Missing, verdict.Unusable, verdict.Regressed, verdict.Inconclusive,
	verdict.Improved, verdict.Waived, verdict.Reported, verdict.Passed}

// mostChanges is how many figures of one kind a table shows.
const mostChanges = 20

func (diffs Diffs) Tell(w content.Writer) error {
	for _, d := range diffs {
		for _, warning := range d.Diff.Warnings {
			w.Line("warning: " + warning)
			w.Gap()
		}
	}
	w.Line(diffs.Answer())
	for _, d := range diffs {
		t, more := diffTable(d.Diff)
		if len(t.Rows) > 0 {
			w.Gap()
			w.Line(d.Name + ":")
			w.Gap()
			if err := w.Table(t); err != nil {
				return err
			}
			if more > 0 {
				w.Gap()
				w.Line(fmt.Sprintf("and %d more (--format json has all)", more))
			}
		}
		if len(d.Diff.Added) > 0 {
			w.Gap()
			w.Line(d.added())
		}
	}
	return nil
}

// added says which strategies only the head has.
func (d NamedDiff) added() string {
	return fmt.Sprintf("%s: missing from it: %s", d.Name, strings.Join(d.Diff.Added, ", "))
}

func (diffs Diffs) Answer() string {
	var all []*verdict.Diff
	for _, d := range diffs {
		all = append(all, d.Diff)
	}
	return verdict.ChangesSentence(all)
}

// Next says how to renew a baseline, if one has changed, or how to find out more.
func (diffs Diffs) Next(w content.Writer) {
	if !slices.ContainsFunc(diffs, func(d NamedDiff) bool {
		return len(d.Command) > 0 && d.Diff.Count(verdict.Passed) < len(d.Diff.Changes)
	}) {
		for _, d := range diffs {
			if text := d.Diff.Next(); text != "" {
				next(w, text)
				return
			}
		}
		return
	}
	w.Gap()
	w.Line("next: if this is intended, renew the baseline:")
	for _, d := range diffs {
		w.Command("", fmt.Sprintf("%s   # then move the stored run to %s", record.CommandLine(d.Command), content.Clean(d.Name)))
	}
}

// diffTable returns the figures that have changed, the worst first, and how many more there
// are. With noise it has all of them, with their intervals.
func diffTable(d *verdict.Diff) (t content.Table, more int) {
	t = content.Table{Header: []string{"verdict", "workload", "workers", "load", "strategy", "metric", "was", "is", "ratio"}, Words: true, Subject: 4,
		Keep: []int{content.Always, content.Always, 6, 5, content.Always, content.Always, 7, 8, content.Always}}
	kinds := []verdict.Verdict{verdict.Missing, verdict.Regressed, verdict.Improved}
	if !d.Exact {
		t.Header, t.Keep = append(t.Header, "n", "p"), append(t.Keep, 4, 3)
		kinds = append(kinds, verdict.Inconclusive, verdict.Passed)
	}
	for _, v := range kinds {
		shown := 0
		for _, c := range d.Changes {
			if c.Verdict != v {
				continue
			}
			if shown++; shown > mostChanges {
				more++
				continue
			}
			now := number.Value(c.Head, c.Unit)
			if v == verdict.Missing {
				now = "–"
			}
			load := "–"
			if c.Load > 0 {
				load = fmt.Sprintf("%g", c.Load)
			}
			row := []string{string(v), content.Clean(c.Workload), strconv.Itoa(c.Workers), load, content.Clean(c.Strategy), figure(c),
				number.Value(c.Base, c.Unit), now, number.Ratio(c.Ratio, c.RatioLo, c.RatioHi)}
			if !d.Exact {
				p := "–"
				if c.PAdjusted != nil {
					p = strings.TrimPrefix(strings.TrimPrefix(verdict.FormatP(*c.PAdjusted), "p "), "= ")
				}
				row = append(row, fmt.Sprintf("%d, %d", c.N, c.HeadN), p)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t, more
}
