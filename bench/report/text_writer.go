package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// textWriter is a [Writer] for people at a terminal, or for logs.
type textWriter struct {
	b *bytes.Buffer
	o Options
}

func (w textWriter) Line(text string)   { fmt.Fprintf(w.b, "%s\n", content.Clean(text)) }
func (w textWriter) Remark(text string) { wrap(w.b, "", 0, content.Clean(text), w.o.Width) }
func (w textWriter) Gap()               { w.b.WriteByte('\n') }
func (w textWriter) Item(text string)   { w.Remark(text) }
func (w textWriter) Legend(text string) { w.Remark(text) }

// Command writes the command as it is, never broken.
func (w textWriter) Command(label, command string) { fmt.Fprintf(w.b, "%s%s\n", label, command) }

// Table says what it left out to fit the width.
func (w textWriter) Table(t content.Table) error {
	_, dropped, err := fit(w.b, t, w.o)
	if err == nil && len(dropped) > 0 {
		w.Remark(fmt.Sprintf("Left out to fit %d columns: %s.", w.o.Width, strings.Join(dropped, ", ")))
	}
	return err
}

func (w textWriter) Plot(p content.Plot) {
	w.b.WriteByte('\n')
	plot(w.b, p, w.o)
}
