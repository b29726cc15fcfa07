package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/content"
)

// outcomeOutput says how to tell the outcome of a gate or a diff, and where.
type outcomeOutput struct {
	format string
	out    string // file; empty: standard output
	also   alsoFiles
}

// alsoFiles are further files, each with its format.
type alsoFiles []alsoFile

type alsoFile struct{ format, path string }

// String returns the files as they were given.
func (a *alsoFiles) String() string {
	var parts []string
	for _, f := range *a {
		parts = append(parts, f.format+"="+f.path)
	}
	return strings.Join(parts, " ")
}

// Set adds FORMAT=FILE.
func (a *alsoFiles) Set(s string) error {
	format, path, ok := strings.Cut(s, "=")
	if !ok || format == "" || path == "" {
		return errors.New("want FORMAT=FILE")
	}
	*a = append(*a, alsoFile{format, path})
	return nil
}

// Get returns the files.
func (a *alsoFiles) Get() any { return *a }

func (o *outcomeOutput) flags(fs *flag.FlagSet) {
	fs.StringVar(&o.format, "format", "text", "`FORMAT` of the answer: "+strings.Join(report.OutcomeFormats(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE`, not to standard output")
	fs.Var(&o.also, "also", "write the answer also as `FORMAT=FILE`; may be repeated")
}

// check makes sure, before anything runs, that the answer can be told.
func (o *outcomeOutput) check() error {
	known := report.OutcomeFormats()
	files := append(alsoFiles{{o.format, o.out}}, o.also...)
	for i, f := range files {
		if !slices.Contains(known, f.format) {
			return unknown("format", f.format, known)
		}
		if f.path == "" {
			continue
		}
		if slices.ContainsFunc(files[:i], func(g alsoFile) bool { return g.path == f.path }) {
			return fmt.Errorf("file %q: is to be written twice", f.path)
		}
		if err := writable(f.path); err != nil {
			return err
		}
	}
	return nil
}

// tell writes the outcome. All is rendered before anything is written.
func (c *command) tell(o *outcomeOutput, outcome content.Outcome) error {
	files := append(alsoFiles{{o.format, o.out}}, o.also...)
	texts := make([]bytes.Buffer, len(files))
	for i, f := range files {
		if err := report.WriteOutcome(&texts[i], f.format, outcome); err != nil {
			return err
		}
	}
	for i, f := range files {
		if err := c.write(f.path, texts[i].Bytes()); err != nil {
			return err
		}
	}
	return nil
}
