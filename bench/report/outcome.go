package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// An Outcome is what a gate or a diff has to say: [Diffs], [Outputs] or a [Gated].
type Outcome interface {
	// told writes it for people, as text or Markdown.
	told(b *bytes.Buffer, format string) error
	// data returns what JSON holds.
	data() any
	// findings returns what there is to say of each figure, the worst first.
	findings() []finding
	// bench writes the rounds in the Go benchmark format.
	bench(b *bytes.Buffer) error
}

// A finding is what there is to say of one figure.
type finding struct {
	verdict verdict.Verdict
	of      string // what the figure belongs to, such as a benchmark
	figure  string // such as a unit
	text    string // in one sentence
}

// outcomeFormats are the formats of an outcome: a new one is a line here.
var outcomeFormats = []struct {
	name  string
	write func(*bytes.Buffer, Outcome) error
}{
	{"text", func(b *bytes.Buffer, o Outcome) error { return o.told(b, "text") }},
	{"markdown", writeSummary},
	{"comment", writeComment},
	{"github", writeAnnotations},
	{"junit", writeJUnit},
	{"json", writeOutcomeJSON},
	{"bench", func(b *bytes.Buffer, o Outcome) error { return o.bench(b) }},
}

// OutcomeFormats returns the names of the formats of [WriteOutcome].
func OutcomeFormats() []string {
	var names []string
	for _, f := range outcomeFormats {
		names = append(names, f.name)
	}
	return names
}

// WriteOutcome writes an outcome in one of [OutcomeFormats]: text; markdown, of less
// than 1 MiB, as GitHub wants a step's summary; comment, Markdown to be kept up to date below a pull
// request; github, which is text with annotations
// for GitHub's runner; junit, the XML that CI servers read; json; and bench, the rounds
// of a gate in the Go benchmark format. On an error nothing is written.
func WriteOutcome(w io.Writer, format string, o Outcome) error {
	var b bytes.Buffer
	for _, f := range outcomeFormats {
		if f.name != format {
			continue
		}
		if err := f.write(&b, o); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(OutcomeFormats(), ", "))
}

func writeOutcomeJSON(b *bytes.Buffer, o Outcome) error {
	enc := json.NewEncoder(b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(o.data())
}

// summaryLimit is how many bytes a step may add to a summary on GitHub.
const summaryLimit = 1 << 20

const summaryCut = "\n\nand more, which is too much for a summary: the format json has all\n"

// writeSummary writes Markdown, and ends it after a whole line if it gets too long.
// The worst comes first, so what is cut off is of the least interest.
func writeSummary(b *bytes.Buffer, o Outcome) error {
	if err := o.told(b, "markdown"); err != nil {
		return err
	}
	if b.Len() < summaryLimit {
		return nil
	}
	keep := summaryLimit - len(summaryCut) - 1
	keep = bytes.LastIndexByte(b.Bytes()[:keep], '\n')
	if keep < 0 {
		return errors.New("markdown: the first line is too long for a summary")
	}
	b.Truncate(keep)
	b.WriteString(summaryCut)
	return nil
}

func escapeIf(format, s string) string {
	if format == "markdown" {
		return escape(s)
	}
	return clean(s)
}

// tell writes a table as text or Markdown.
func tell(b *bytes.Buffer, format string, t table) error {
	if format == "markdown" {
		markdownTable(b, t.header, t.rows)
		return nil
	}
	return render(b, t, Options{})
}
