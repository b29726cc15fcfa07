package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options are about the looks of text; other formats ignore them. The zero
// value is plain text of any width.
type Options struct {
	Width int  // columns of the terminal; 0: no limit
	Color bool // use ANSI colours. The caller heeds NO_COLOR
	Full  bool // show every table, also when there are more than three answers
}

// A Format is one way to show a report.
type Format struct {
	Name    string
	Summary string // what it is for, in a few words
	Write   func(io.Writer, *record.Run, *verdict.Report, Options) error
}

// Formats returns all formats. The caller owns the slice.
func Formats() []Format {
	return []Format{
		{"text", "tables and sentences for a terminal", writeText},
		{"markdown", "tables and sentences for a pull request", writeMarkdown},
		{"html", "a page with pictures, complete in itself", writeHTML},
		{"csv", "one line per number, for spreadsheets", writeCSV},
		{"json", "everything, for programs", writeJSON},
		{"bench", "the Go benchmark format, for benchstat", writeBench},
	}
}

// Names returns the names of all formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Write shows the report in the format of that name. Nothing is written when
// there is no such format.
func Write(w io.Writer, format string, run *record.Run, rep *verdict.Report, o Options) error {
	i := slices.Index(Names(), format)
	if i < 0 {
		return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(Names(), ", "))
	}
	return Formats()[i].Write(w, run, rep, o)
}

// cellsAt returns the cells that an answer is about, of all jobs.
func cellsAt(rep *verdict.Report, a verdict.Answer) []verdict.Cell {
	var cells []verdict.Cell
	for _, c := range rep.Cells {
		if c.Place == a.Place && c.Priority == nil {
			cells = append(cells, c)
		}
	}
	return cells
}

// failuresAt returns the failures at the place that an answer is about.
func failuresAt(rep *verdict.Report, a verdict.Answer) []verdict.Failure {
	var failures []verdict.Failure
	for _, f := range rep.Failures {
		if f.Place == a.Place {
			failures = append(failures, f)
		}
	}
	return failures
}

// warnings returns those of the run, of its workloads and of the judgement.
func warnings(run *record.Run, rep *verdict.Report) []string {
	all := slices.Clone(run.Warnings)
	for _, w := range run.Workloads {
		for _, text := range w.Warnings {
			all = append(all, w.Name+": "+text)
		}
	}
	all = append(all, rep.Warnings...)
	if run.Interrupted {
		all = append(all, fmt.Sprintf("The run was interrupted: %d of %d planned rounds are complete.",
			run.Settings.RoundsDone, run.Settings.RoundsPlanned))
	}
	return all
}
