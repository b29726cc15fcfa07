package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/ci"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/markup"
	"github.com/go-foundations/poolbench/bench/report/text"
)

// outcomeFormats are the formats of an outcome: a new one is a line here.
var outcomeFormats = []struct {
	name  string
	write func(*bytes.Buffer, content.Outcome) error
}{
	{"text", text.Outcome},
	{"markdown", markup.Summary},
	{"comment", markup.Comment},
	{"github", ci.Annotations},
	{"junit", ci.JUnit},
	{"json", writeOutcomeJSON},
	{"bench", func(b *bytes.Buffer, o content.Outcome) error { return o.Bench(b) }},
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
func WriteOutcome(w io.Writer, format string, o content.Outcome) error {
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

func writeOutcomeJSON(b *bytes.Buffer, o content.Outcome) error { return encode(b, o.Data()) }
