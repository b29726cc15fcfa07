package text

import (
	"bytes"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// logWidth is how wide paragraphs are in text that ends up in logs.
const logWidth = 100

// Outcome writes an outcome for a log: all of its tables, and paragraphs of at most 100
// columns.
func Outcome(b *bytes.Buffer, o content.Outcome) error {
	return o.Tell(NewWriter(b, Options{Width: logWidth}))
}
