package page

import (
	"io"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
)

// A Sheet is a page about something other than a run.
type Sheet struct {
	Name            string // in the index
	Headline        string
	Sections        []Section
	Warnings, Facts []string
	Command         string // to look closer
}

// A Section has a title, sentences and, in this order, a table and charts.
type Section struct {
	Title     string
	Sentences []string
	Table     *content.Table
	Legend    string // of the table
	Plots     []content.Plot

	Logarithmic bool // the scales of its plots, if their values allow it

	// Shows says that the charts answer the question: they go to the top.
	Shows bool
	// Folded says that the section is folded until the reader opens it.
	Folded bool
}

// WriteSheet writes a page as [WriteAll] does.
func WriteSheet(w io.Writer, s Sheet) error {
	run := pageRun{Name: content.Clean(s.Name), Headline: content.Clean(s.Headline), Repeat: "Look closer:", Command: s.Command}
	var names []string // of curves that are beside others
	for _, sec := range s.Sections {
		for _, p := range sec.Plots {
			for _, c := range p.Curves {
				if len(p.Curves) > 1 && !slices.Contains(names, c.Name) {
					names = append(names, c.Name)
				}
			}
		}
	}
	colors := palettesOf([][]string{names})[0]
	for _, x := range s.Warnings {
		run.Warnings = append(run.Warnings, content.Clean(x))
	}
	for _, x := range s.Facts {
		run.Facts = append(run.Facts, content.Clean(x))
	}
	for _, sec := range s.Sections {
		a := section{Title: content.Clean(sec.Title), Open: !sec.Folded}
		for _, x := range sec.Sentences {
			a.Remarks = append(a.Remarks, content.Clean(x))
		}
		if t := sec.Table; t != nil {
			a.Tables = pageTables(*t, sec.Legend)
		}
		for _, p := range sec.Plots {
			var series []lined
			for _, c := range p.Curves {
				series = append(series, lined{c.Name, c.Values})
			}
			charts := plot{caption: p.Title, x: p.X, y: p.Y, ticks: p.Ticks, at: p.At, logX: p.At != nil && !p.Linear, round: p.Linear, xLabel: number.Digits,
				logY: sec.Logarithmic, label: p.Label, series: series, level: p.Level, named: p.Named, plain: len(series) == 1}.draw(colors)
			if sec.Shows {
				run.Charts = append(run.Charts, charts...)
			} else {
				a.Charts = append(a.Charts, charts...)
			}
		}
		run.Sections = append(run.Sections, a)
	}
	return writePage(w, page{Title: run.Headline, Runs: []pageRun{run}})
}
