package markup

import (
	"bytes"
	"errors"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// summaryLimit is how many bytes a step may add to a summary on GitHub.
const summaryLimit = 1 << 20

const summaryCut = "\n\nThe rest was cut: too long for a summary; the format json has everything.\n"

// Summary writes Markdown, and ends it after a whole line if it gets too long. The worst
// comes first, so what is cut off matters least.
func Summary(b *bytes.Buffer, o content.Outcome) error {
	if err := o.Tell(writer{b}); err != nil {
		return err
	}
	o.Next(writer{b})
	if b.Len() < summaryLimit {
		return nil
	}
	keep := summaryLimit - len(summaryCut) - 1
	keep = bytes.LastIndexByte(b.Bytes()[:keep], '\n')
	if keep < 0 {
		return errors.New("markdown: the first line is too long for a summary")
	}
	b.Truncate(keep)
	b.WriteString(summaryCut)
	return nil
}
