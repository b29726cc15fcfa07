package cli

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/go-foundations/poolbench/bench/report"
	rtext "github.com/go-foundations/poolbench/bench/report/text"
)

// terminal returns a function that returns the current columns and rows of a terminal, 0 if
// it does not report them. It returns nil if w is not a terminal that can be written over.
func terminal(w io.Writer, getenv func(string) string) func() (columns, rows int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || getenv("TERM") == "dumb" {
		return nil
	}
	return func() (columns, rows int) {
		columns, rows, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 0, 0
		}
		return columns, rows
	}
}

// looks returns how an answer should look on a terminal of that size; nil: on none.
func looks(size func() (columns, rows int), getenv func(string) string) report.Options {
	if size == nil {
		return report.Options{}
	}
	width, _ := size()
	return report.Options{Width: width, Color: getenv("NO_COLOR") == ""} // see no-color.org
}

// foldLines writes a text with its longer lines folded; 0: as it is. Lines with commands to
// copy stay whole.
func foldLines(b *bytes.Buffer, text string, width int) {
	for line := range strings.Lines(text) {
		if width == 0 || utf8.RuneCountInString(line) <= width || strings.Contains(line, ": compare ") {
			b.WriteString(line)
			continue
		}
		rtext.Fold(b, strings.TrimSuffix(line, "\n"), 0, 2, width)
	}
}
