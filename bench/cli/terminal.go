package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/text"
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

// say writes lines to standard error, folded between words to the width of its terminal.
func (c *command) say(format string, args ...any) {
	var b bytes.Buffer
	text.FoldLines(&b, fmt.Sprintf(format+"\n", args...), c.looks(terminal(c.Stderr, c.Getenv)))
	c.Stderr.Write(b.Bytes())
}

// forPeople checks that a page does not end up on a terminal: it must go into the file that
// the flag names, or into a pipe.
func (c *command) forPeople(format, file, flag string) error {
	if format != "html" || file != "" || terminal(c.Stdout, c.Getenv) == nil {
		return nil
	}
	return fmt.Errorf("a page cannot be read in a terminal: write it to a file (%s page.html) or into a pipe", flag)
}

// looks returns how an answer should look on a terminal of that size; nil: on none.
func (c *command) looks(size func() (columns, rows int)) report.Options {
	if size == nil {
		return report.Options{Typed: c.asTyped}
	}
	width, _ := size()
	return report.Options{Typed: c.asTyped, Width: width, Color: c.Getenv("NO_COLOR") == ""} // see no-color.org
}

// looksTo returns how an answer should look in a file, or on standard output if it has no
// name. A file may be read where the program is called by another name.
func (c *command) looksTo(file string) report.Options {
	if file != "" {
		return report.Options{}
	}
	return c.looks(terminal(c.Stdout, c.Getenv))
}
