package cli

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// answer judges the run and renders it to standard output or a file.
func (c *command) answer(run *record.Run, o output) error {
	judged := verdict.Judge(run, verdict.Options{})
	if o.html != "" {
		if err := c.page(o.html, []page.Judgement{{Run: run, Report: judged}}); err != nil {
			return err
		}
	}
	opts := c.looksTo(o.out)
	opts.Verbose = o.verbose
	// Render in memory first: an error leaves nothing half-written.
	var text bytes.Buffer
	if st := questionByName(run.Settings.Study); st != nil && report.StudyFormat(o.format.Name) {
		told, err := st.answer(run, judged)
		if err != nil {
			return fmt.Errorf("%s: %w", st.Name, err)
		}
		if err := report.WriteStudy(&text, o.format.Name, run, judged, told, opts); err != nil {
			return err
		}
		return c.write(o.out, text.Bytes())
	}
	if err := o.format.Write(&text, run, judged, opts); err != nil {
		return fmt.Errorf("format %q: %w", o.format.Name, err)
	}
	return c.write(o.out, text.Bytes())
}

// write writes an answer to a file or, without a name, to standard output.
func (c *command) write(file string, text []byte) error {
	if file != "" {
		return writeFile(file, text)
	}
	_, err := c.Stdout.Write(text)
	return err
}

// page writes a page about runs.
func (c *command) page(file string, all []page.Judgement) error {
	var b bytes.Buffer
	if err := page.WriteAll(&b, all); err != nil {
		return fmt.Errorf("format html: %w", err)
	}
	return c.write(file, b.Bytes())
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// formatValues are the formats, with their uses.
func formatValues() []cobra.Completion {
	var out []cobra.Completion
	for _, f := range report.Formats() {
		out = append(out, cobra.CompletionWithDesc(f.Name, f.Summary))
	}
	return out
}

func formatByName(name string) (report.Format, error) {
	all := report.Formats()
	i := slices.IndexFunc(all, func(f report.Format) bool { return f.Name == name })
	if i < 0 {
		return report.Format{}, nearest.Unknown("format", name, formatNames(), "")
	}
	return all[i], nil
}
