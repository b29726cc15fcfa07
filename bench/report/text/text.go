package text

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options are about the looks of text; other formats ignore them. The zero
// value is plain text of any width.
type Options struct {
	Width int  // columns of the terminal; 0: no limit
	Color bool // use ANSI colors. The caller heeds NO_COLOR
	Full  bool // show every table, also when there are more than three answers
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
		wrap(&b, o.paint(yellow, "warning: "), len("warning: "), content.Clean(text), o.Width)
	}
	if line := content.HostLine(run); line != "" {
		wrap(&b, "host: ", 6, line, o.Width)
	}
	wrap(&b, "run: ", 5, content.SettingsLine(run), o.Width)
	if len(run.Command) > 0 {
		// Never wrapped: it is there to be copied.
		fmt.Fprintf(&b, "repeat: %s\n", record.CommandLine(run.Command))
	}
	_, err = w.Write(b.Bytes())
	return err
}
