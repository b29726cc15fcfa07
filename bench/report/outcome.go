package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/ci"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/markup"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/report/text"
)

// outcomeFormats are the formats of an outcome: a new one is a line here.
var outcomeFormats = []struct {
	name  string
	write func(*bytes.Buffer, content.Outcome, Options) error
}{
	{"text", text.Outcome},
	{"markdown", plainOutcome(markup.Summary)},
	{"comment", plainOutcome(markup.Comment)},
	{"html", plainOutcome(page.Outcome)},
	{"github", plainOutcome(ci.Annotations)},
	{"junit", plainOutcome(ci.JUnit)},
	{"json", plainOutcome(writeOutcomeJSON)},
	{"bench", plainOutcome(func(b *bytes.Buffer, o content.Outcome) error { return o.Bench(b) })},
}

// plainOutcome makes a format of a function that ignores the options for text.
func plainOutcome(write func(*bytes.Buffer, content.Outcome) error) func(*bytes.Buffer, content.Outcome, Options) error {
	return func(b *bytes.Buffer, o content.Outcome, _ Options) error { return write(b, o) }
}

// OutcomeFormats returns the names of the formats of [WriteOutcome].
func OutcomeFormats() []string {
	var names []string
	for _, f := range outcomeFormats {
		names = append(names, f.name)
	}
	return names
}

// WriteOutcome writes an outcome in one of [OutcomeFormats]: text, which the options apply to;
// markdown, shorter than 1 MiB, GitHub's limit for a step's summary; comment, Markdown for a
// comment on a pull request; html, a self-contained page with charts; github, text with annotations for GitHub's runner; junit, the XML
// that CI servers read; json; and bench, the rounds of a gate in the Go benchmark format. On an
// error it writes nothing.
func WriteOutcome(w io.Writer, format string, o content.Outcome, opts Options) error {
	var b bytes.Buffer
	for _, f := range outcomeFormats {
		if f.name != format {
			continue
		}
		if err := f.write(&b, o, opts); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(OutcomeFormats(), ", "))
}

func writeOutcomeJSON(b *bytes.Buffer, o content.Outcome) error { return encode(b, o.Data()) }
