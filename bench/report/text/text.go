package text

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options say how text looks; other formats ignore them. The zero value is plain text of any
// width.
type Options struct {
	Width   int  // columns of the terminal; 0: no limit
	Verbose bool // also tell what contenders say of themselves, and about the host
	Color   bool // use ANSI colors. The caller heeds NO_COLOR
	Full    bool // show every table, also when there are more than three answers

	// Typed returns the text with the program compare called as its user types it; nil: compare.
	Typed func(text string) string
}

// Brief writes the answer alone, in a few lines.
func Brief(w io.Writer, run *record.Run, rep *verdict.Report, o Options) error {
	var b bytes.Buffer
	if len(rep.Answers) > 1 {
		if _, err := answers(&b, rep, o); err != nil {
			return err
		}
		if len(rep.Overall) > 0 {
			b.WriteByte('\n')
			wrap(&b, "", 0, content.Clean(rep.OverallSentence()+" "+rep.WorstSentence()), o.Width)
		}
	}
	for _, a := range rep.Answers {
		if len(rep.Answers) == 1 {
			wrap(&b, "", 0, content.Clean(a.Words()), o.Width)
		}
	}
	failures(&b, rep.Failures, o)
	if all := content.Warnings(run, rep); len(all) > 0 {
		first := all[0]
		if more := len(all) - 1; more > 0 {
			first += fmt.Sprintf(" (and %s, which compare show has)", content.Plural(more, "more warning"))
		}
		wrap(&b, o.paint(yellow, "warning: "), len("warning: "), content.Clean(o.typed(first)), o.Width)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// Write writes for people at a terminal.
func Write(w io.Writer, run *record.Run, rep *verdict.Report, o Options) error {
	var b bytes.Buffer
	var err error
	if len(rep.Answers) > maxTables && !o.Full {
		err = tour(&b, rep, o)
	} else {
		err = tables(&b, run, rep, o)
	}
	if err != nil {
		return err
	}
	if len(rep.Answers) == 0 {
		b.WriteString("no results\n\n")
	}
	for _, text := range content.Warnings(run, rep) {
		wrap(&b, o.paint(yellow, "warning: "), len("warning: "), content.Clean(o.typed(text)), o.Width)
	}
	if line := content.HostLine(run); line != "" && o.Verbose {
		wrap(&b, "host: ", 6, line, o.Width)
	}
	wrap(&b, "run: ", 5, content.SettingsLine(run), o.Width)
	if len(rep.Answers) > 0 {
		ending(&b, run, rep, o)
	}
	if len(run.Command) > 0 {
		// Never wrapped: it is there to be copied.
		fmt.Fprintf(&b, "repeat: %s\n", o.typed(record.CommandLine(run.Command)))
	}
	_, err = w.Write(b.Bytes())
	return err
}

// ending writes the answer and what to do next: the last lines stay in sight.
func ending(b *bytes.Buffer, run *record.Run, rep *verdict.Report, o Options) {
	b.WriteByte('\n')
	if len(rep.Answers) > maxTables {
		wrap(b, "", 0, content.Clean(verdict.Headline(run, rep)), o.Width)
	} else {
		for _, a := range rep.Answers {
			wrap(b, "", 0, content.Clean(a.Words()), o.Width)
		}
	}
	wrap(b, "next: ", len("next: "), o.typed(content.Next(run, rep)), o.Width)
}
