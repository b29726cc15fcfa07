package page

import (
	"io"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// A Sheet is a page about something that is no run.
type Sheet struct {
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
}

// WriteSheet writes a page as [WriteAll] does.
func WriteSheet(w io.Writer, s Sheet) error {
	run := pageRun{Headline: content.Clean(s.Headline), Command: s.Command}
	for _, x := range s.Warnings {
		run.Warnings = append(run.Warnings, content.Clean(x))
	}
	for _, x := range s.Facts {
		run.Facts = append(run.Facts, content.Clean(x))
	}
	for _, sec := range s.Sections {
		a := pageAnswer{Title: content.Clean(sec.Title)}
		for _, x := range sec.Sentences {
			a.Remarks = append(a.Remarks, content.Clean(x))
		}
		if t := sec.Table; t != nil {
			a.Table = &pageTable{Header: t.Header, Legend: sec.Legend}
			for i, row := range t.Rows {
				a.Table.Rows = append(a.Table.Rows, pageRow{i < t.Leaders, row})
			}
		}
		for _, p := range sec.Plots {
			var series []lined
			for _, c := range p.Curves {
				series = append(series, lined{c.Name, c.Values})
			}
			a.Charts = append(a.Charts, chartOf(p.Title, p.Ticks, series, sec.Logarithmic, p.Label)...)
		}
		run.Answers = append(run.Answers, a)
	}
	return writePage(w, page{Title: run.Headline, Runs: []pageRun{run}})
}
