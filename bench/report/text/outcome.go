package text

import (
	"bytes"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// logWidth is the width of paragraphs in logs.
const logWidth = 100

// screen is how many lines stay in sight, with some left for what to do next.
const screen = 18

// Outcome writes an outcome: for a log, which has no width, all of its tables, and paragraphs of
// at most 100 columns; for a terminal, nothing wider than it, if names allow. The last lines
// say what to do next and, if the first line is out of sight, the answer: a log has it in both
// places, a terminal, whose last lines stay in sight, there alone.
func Outcome(b *bytes.Buffer, o content.Outcome, opts Options) error {
	w := writer{b: b, o: opts, paragraphs: opts.Width, fold: opts.Width > 0}
	if opts.Width == 0 {
		w.paragraphs = logWidth
	}
	if err := o.Tell(w); err != nil {
		return err
	}
	if bytes.Count(b.Bytes(), []byte("\n")) > screen {
		if opts.Width > 0 {
			b.Reset()
			w.without = o.Answer()
			if err := o.Tell(w); err != nil {
				return err
			}
		}
		w.Gap()
		w.Remark(o.Answer())
	}
	o.Next(w)
	return nil
}
