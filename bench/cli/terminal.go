package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/go-foundations/poolbench/bench/report"
)

// columns returns how wide a terminal is at the moment, 0 if it does not tell.
// It returns nil if nothing that is written there can be written over.
func columns(w io.Writer, getenv func(string) string) func() int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || getenv("TERM") == "dumb" {
		return nil
	}
	return func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 0
		}
		return width
	}
}

// looks returns how an answer should look on a terminal that wide; nil: on none.
func looks(columns func() int, getenv func(string) string) report.Options {
	if columns == nil {
		return report.Options{}
	}
	return report.Options{Width: columns(), Color: getenv("NO_COLOR") == ""} // see no-color.org
}
