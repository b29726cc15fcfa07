package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/text"
)

// markdownWriter is a [Writer] of GitHub's Markdown.
type markdownWriter struct{ b *bytes.Buffer }

func (w markdownWriter) Line(text string)   { fmt.Fprintf(w.b, "%s\n", escape(text)) }
func (w markdownWriter) Remark(text string) { w.Line(text) }
func (w markdownWriter) Gap()               { w.b.WriteByte('\n') }
func (w markdownWriter) Item(text string)   { fmt.Fprintf(w.b, "- %s\n", escape(text)) }
func (w markdownWriter) Legend(text string) { fmt.Fprintf(w.b, "\n%s\n", escape(text)) }

func (w markdownWriter) Command(label, command string) {
	fmt.Fprintf(w.b, "- %s%s\n", label, code(command))
}

func (w markdownWriter) Table(t content.Table) error {
	markdownTable(w.b, t.Header, t.Rows)
	return nil
}

// Plot draws as a terminal would.
func (w markdownWriter) Plot(p content.Plot) {
	w.b.WriteString("```text\n")
	text.Plot(w.b, p, Options{})
	w.b.WriteString("```\n\n")
}

// code returns text as code, whatever backticks it holds.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + text + fence
}

func markdownTable(b *bytes.Buffer, header []string, rows [][]string) {
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + escape(c) + " ")
		}
		b.WriteString("|\n")
	}
	line(header)
	b.WriteString(strings.Repeat("|---", len(header)) + "|\n")
	for _, row := range rows {
		line(row)
	}
}

func escape(s string) string { return escaper.Replace(content.Clean(s)) }

// escaper makes Markdown show characters that would otherwise mean something.
var escaper = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`)
