package cli

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// outcomeOutput says in which format, and where, to write the outcome of a gate or a diff.
type outcomeOutput struct {
	format string
	out    string // file; empty: standard output
	html   string // file for a page; empty: none
	also   alsoFiles
}

// files returns all that is written.
func (o *outcomeOutput) files() alsoFiles {
	all := append(alsoFiles{{o.format, o.out}}, o.also...)
	if o.html != "" {
		all = append(all, alsoFile{"html", o.html})
	}
	return all
}

// flags adds the flags to a command.
func (o *outcomeOutput) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&o.format, "format", "text", "`FORMAT` of the answer: "+strings.Join(report.OutcomeFormats(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE` instead of standard output")
	fs.StringVar(&o.html, "html", "", "also write a page with charts to `FILE`")
	fs.Var(&o.also, "also", "write the answer also as `FORMAT=FILE`; may be repeated")
	completeFlag(cmd, "format", oneOf(report.OutcomeFormats()))
	completeFlag(cmd, "also", assignment(report.OutcomeFormats()))
	completeFiles(cmd, "out", "html")
}

// checkOutput checks, before anything runs, that the answer can be written.
func (c *command) checkOutput(o *outcomeOutput) error {
	if err := c.forPeople(o.format, o.out, "--html"); err != nil {
		return err
	}
	known, files := report.OutcomeFormats(), o.files()
	for i, f := range files {
		if !slices.Contains(known, f.format) {
			return nearest.Unknown("format", f.format, known, "")
		}
		if f.path == "" {
			continue
		}
		if slices.ContainsFunc(files[:i], func(g alsoFile) bool { return g.path == f.path }) {
			return fmt.Errorf("file %q: would be written twice", f.path)
		}
		if err := writable(f.path); err != nil {
			return err
		}
	}
	return nil
}

// An answered error says no more than an answer that its reader has before them.
type answered struct{ error }

func (a answered) Unwrap() error { return a.error }

// once returns the error of an outcome, as [answered] if a terminal shows the answer.
func (c *command) once(o *outcomeOutput, err error) error {
	seen := o.format == "text" && o.out == "" && terminal(c.Stdout, c.Getenv) != nil && terminal(c.Stderr, c.Getenv) != nil
	if seen && (errors.Is(err, verdict.ErrRegressed) || errors.Is(err, verdict.ErrUndecided)) {
		return answered{err}
	}
	return err
}

// tell writes the outcome. It renders everything before it writes anything.
func (c *command) tell(o *outcomeOutput, outcome content.Outcome) error {
	files := o.files()
	texts := make([]bytes.Buffer, len(files))
	for i, f := range files {
		if err := report.WriteOutcome(&texts[i], f.format, outcome, c.looksTo(f.path)); err != nil {
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
