package markup

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Write writes GitHub's Markdown.
//
// Note: it does not use tablewriter, whose Markdown renderer does not escape "|" in cells.
func Write(w io.Writer, run *record.Run, rep *verdict.Report) error {
	var b bytes.Buffer
	if len(rep.Answers) > 1 {
		header, rows := content.Tour(rep, len(rep.Cells))
		table(&b, header, rows)
		b.WriteByte('\n')
		if t, ok := content.OverallTable(rep); ok {
			table(&b, t.Header, t.Rows)
			fmt.Fprintf(&b, "\n%s\n\n", escape(content.OverallLegend))
		}
	}
	for _, a := range rep.Answers {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", escape(content.Title(run, a)), escape(a.Words()))
		t := content.TableOf(rep, a)
		if len(t.Rows) > 0 {
			table(&b, t.Header, t.Rows)
			fmt.Fprintf(&b, "\n%s\n\n", escape(t.Legend(rep, a)))
		}
		if c, ok := content.ClassTable(rep, a); ok {
			table(&b, c.Header, c.Rows)
			fmt.Fprintf(&b, "\n%s\n\n", escape(content.ClassLegend))
		}
		told, failures := content.Details(run, a), content.FailuresAt(rep, a)
		for _, line := range told {
			fmt.Fprintf(&b, "- detail: %s\n", escape(line))
		}
		for _, f := range failures {
			fmt.Fprintf(&b, "- **failed**: %s\n", escape(content.FailureLine(f)))
		}
		if len(told)+len(failures) > 0 {
			b.WriteByte('\n')
		}
	}
	if len(rep.Answers) == 0 {
		b.WriteString("no results\n\n")
	}
	for _, text := range content.Warnings(run, rep) {
		fmt.Fprintf(&b, "- **warning**: %s\n", escape(text))
	}
	if line := content.HostLine(run); line != "" {
		fmt.Fprintf(&b, "- host: %s\n", escape(line))
	}
	fmt.Fprintf(&b, "- run: %s\n", escape(content.SettingsLine(run)))
	if len(run.Command) > 0 {
		fmt.Fprintf(&b, "- repeat: %s\n", code(record.CommandLine(run.Command)))
	}
	_, err := w.Write(b.Bytes())
	return err
}
