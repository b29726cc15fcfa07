package markup

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/text"
)

// writer is a [Writer] of GitHub's Markdown.
type writer struct{ b *bytes.Buffer }

// NewWriter returns a writer of Markdown to b.
func NewWriter(b *bytes.Buffer) content.Writer { return writer{b} }

func (w writer) Line(text string)   { fmt.Fprintf(w.b, "%s\n", escape(text)) }
func (w writer) Remark(text string) { w.Line(text) }
func (w writer) Gap()               { w.b.WriteByte('\n') }
func (w writer) Item(text string)   { fmt.Fprintf(w.b, "- %s\n", escape(text)) }
func (w writer) Legend(text string) { fmt.Fprintf(w.b, "\n%s\n", escape(text)) }

func (w writer) Command(label, command string) {
	fmt.Fprintf(w.b, "- %s%s\n", label, code(command))
}

func (w writer) Table(t content.Table) error {
	table(w.b, t.Header, t.Rows)
	return nil
}

func (w writer) Shown(t content.Table) []string { return t.Header }

// Plot draws as a terminal would.
func (w writer) Plot(p content.Plot) {
	w.b.WriteString("```text\n")
	text.Plot(w.b, p, text.Options{})
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

func table(b *bytes.Buffer, header []string, rows [][]string) {
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
