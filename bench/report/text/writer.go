package text

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// writer is a [Writer] for people at a terminal, or for logs.
type writer struct {
	b          *bytes.Buffer
	o          Options
	paragraphs int  // columns of a paragraph; 0: no limit
	fold       bool // lines are paragraphs, too

	without string // a line to leave out, with its gap; empty: none
}

// NewWriter returns a writer of text to b. A table wider than the options allow loses columns,
// and paragraphs are broken into lines.
func NewWriter(b *bytes.Buffer, o Options) content.Writer {
	return writer{b: b, o: o, paragraphs: o.Width}
}

func (w writer) Remark(text string) { wrap(w.b, "", 0, content.Clean(w.o.typed(text)), w.paragraphs) }
func (w writer) Item(text string)   { w.Remark(text) }
func (w writer) Legend(text string) { w.Remark(text) }

func (w writer) Gap() {
	if w.without != "" && (w.b.Len() == 0 || bytes.HasSuffix(w.b.Bytes(), []byte("\n\n"))) {
		return
	}
	w.b.WriteByte('\n')
}

func (w writer) Line(text string) {
	if w.without != "" && text == w.without {
		return
	}
	if w.fold {
		w.Remark(text)
		return
	}
	fmt.Fprintf(w.b, "%s\n", content.Clean(w.o.typed(text)))
}

// Command writes the command as it is, never broken.
func (w writer) Command(label, command string) { fmt.Fprintf(w.b, "%s%s\n", label, w.o.typed(command)) }

// Table says what it left out to fit the width.
func (w writer) Table(t content.Table) error {
	_, dropped, err := fit(w.b, t, w.o)
	if err == nil && len(dropped) > 0 {
		w.Remark(fmt.Sprintf("Left out to fit %d columns: %s.", w.o.Width, strings.Join(dropped, ", ")))
	}
	return err
}

func (w writer) Shown(t content.Table) []string {
	fitted, _, err := fit(new(bytes.Buffer), t, w.o)
	if err != nil {
		return t.Header
	}
	return fitted.Header
}

func (w writer) Plot(p content.Plot) {
	w.b.WriteByte('\n')
	Plot(w.b, p, w.o)
}
