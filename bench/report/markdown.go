package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// writeMarkdown writes GitHub's Markdown.
//
// Note: not through tablewriter, whose Markdown renderer leaves "|" in cells as
// it is.
func writeMarkdown(w io.Writer, run *record.Run, rep *verdict.Report, _ Options) error {
	var b bytes.Buffer
	if len(rep.Answers) > 1 {
		header, rows := tour(rep, len(rep.Cells))
		markdownTable(&b, header, rows)
		b.WriteByte('\n')
		if t, ok := overallTable(rep); ok {
			markdownTable(&b, t.header, t.rows)
			fmt.Fprintf(&b, "\n%s\n\n", escape(overallLegend))
		}
	}
	for _, a := range rep.Answers {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", escape(title(run, a)), escape(a.Sentence))
		t := tableOf(rep, a)
		if len(t.rows) > 0 {
			markdownTable(&b, t.header, t.rows)
			fmt.Fprintf(&b, "\n%s\n\n", escape(t.legend(rep, a)))
		}
		if c, ok := classTable(rep, a); ok {
			markdownTable(&b, c.header, c.rows)
			fmt.Fprintf(&b, "\n%s\n\n", escape(classLegend))
		}
		told, failures := details(run, a), failuresAt(rep, a)
		for _, line := range told {
			fmt.Fprintf(&b, "- detail: %s\n", escape(line))
		}
		for _, f := range failures {
			fmt.Fprintf(&b, "- **failed**: %s\n", escape(failureLine(f)))
		}
		if len(told)+len(failures) > 0 {
			b.WriteByte('\n')
		}
	}
	if len(rep.Answers) == 0 {
		b.WriteString("no results\n\n")
	}
	for _, text := range warnings(run, rep) {
		fmt.Fprintf(&b, "- **warning**: %s\n", escape(text))
	}
	if line := hostLine(run); line != "" {
		fmt.Fprintf(&b, "- host: %s\n", escape(line))
	}
	fmt.Fprintf(&b, "- run: %s\n", escape(settingsLine(run)))
	if len(run.Command) > 0 {
		fmt.Fprintf(&b, "- repeat: %s\n", code(record.CommandLine(run.Command)))
	}
	_, err := w.Write(b.Bytes())
	return err
}
