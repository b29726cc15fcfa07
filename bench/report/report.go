package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/ci"
	"github.com/go-foundations/poolbench/bench/report/markup"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options say how text looks; other formats ignore them.
type Options = text.Options

// A Format is one way to show a report.
type Format struct {
	Name    string
	Summary string // what it is for, in a few words
	Write   func(io.Writer, *record.Run, *verdict.Report, Options) error
}

// Formats returns all formats. The caller owns the slice.
func Formats() []Format {
	return []Format{
		{"text", "tables and sentences for a terminal", text.Write},
		{"markdown", "tables and sentences for a pull request", plain(markup.Write)},
		{"html", "a self-contained page with charts", plain(page.Write)},
		{"csv", "one line per number, for spreadsheets", plain(writeCSV)},
		{"json", "everything, for programs", plain(writeJSON)},
		{"bench", "the Go benchmark format, for benchstat", plain(ci.Bench)},
	}
}

// plain makes a format of a function that ignores the options for text.
func plain(write func(io.Writer, *record.Run, *verdict.Report) error) func(io.Writer, *record.Run, *verdict.Report, Options) error {
	return func(w io.Writer, run *record.Run, rep *verdict.Report, _ Options) error { return write(w, run, rep) }
}

// Names returns the names of all formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Write shows the report in the format of that name. If there is no such format, it writes
// nothing.
func Write(w io.Writer, format string, run *record.Run, rep *verdict.Report, o Options) error {
	i := slices.Index(Names(), format)
	if i < 0 {
		return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(Names(), ", "))
	}
	return Formats()[i].Write(w, run, rep, o)
}
