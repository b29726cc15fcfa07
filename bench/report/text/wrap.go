package text

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"text/tabwriter"
)

// wrap writes the prefix, which takes up the given number of columns, and the text, broken
// between words so that no line is longer than limit unless a word is; 0 means no limit.
func wrap(b *bytes.Buffer, prefix string, taken int, text string, limit int) {
	b.WriteString(prefix)
	Fold(b, text, taken, 2, limit)
}

// Fold writes the words of a text and a line break. The first line continues at a column, the
// others begin after an indent, and none is longer than width unless a word is; 0: there is one
// line.
func Fold(b *bytes.Buffer, text string, column, indent, width int) {
	for i, word := range words(text) {
		n := columns.String(word)
		switch {
		case i == 0:
		case width > 0 && column+1+n > width:
			fmt.Fprintf(b, "\n%*s", indent, "")
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(strings.ReplaceAll(word, together, " "))
		column += n
	}
	b.WriteByte('\n')
}

// together is a blank between words that stay on the same line.
const together = "\u00a0"

// words splits a text at its blanks, except between a number and its unit.
func words(text string) []string {
	var out []string
	for _, word := range strings.Split(text, " ") {
		if last := len(out) - 1; last >= 0 && isUnit(word) && endsInDigit(out[last]) {
			out[last] += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}

func isUnit(word string) bool {
	return slices.Contains([]string{"%", "ns", "µs", "ms", "s"}, strings.TrimRight(word, ",;:.)"))
}

func endsInDigit(word string) bool {
	return word != "" && word[len(word)-1] >= '0' && word[len(word)-1] <= '9'
}

// leastFolded is the fewest columns into which Align folds a cell beside those before it.
const leastFolded = 24

// Align writes lines of cells separated by tabs as columns. Where a line is longer than width,
// its last cell goes on below itself, or, if there is too little room, below the line; 0: no
// line is folded.
func Align(b *bytes.Buffer, lines string, width int) {
	var aligned bytes.Buffer
	w := tabwriter.NewWriter(&aligned, 0, 8, 2, ' ', 0)
	fmt.Fprint(w, lines)
	w.Flush()
	next, stop := iter.Pull(strings.Lines(aligned.String()))
	defer stop()
	for cells := range strings.Lines(lines) {
		line, _ := next()
		if width == 0 || columns.String(line) <= width {
			b.WriteString(line)
			continue
		}
		last := strings.TrimSuffix(cells[strings.LastIndexByte(cells, '\t')+1:], "\n")
		before := strings.TrimSuffix(line, last+"\n")
		at := columns.String(before)
		indent := max(at, 2)
		if at > 0 && width-at < leastFolded {
			before, at, indent = strings.TrimRight(before, " ")+"\n      ", 6, 6
		}
		b.WriteString(before)
		Fold(b, last, at, indent, width)
	}
}

// FoldLines writes a text with its longer lines folded. Lines with commands to copy stay whole.
func FoldLines(b *bytes.Buffer, text string, o Options) {
	for line := range strings.Lines(text) {
		whole := strings.Contains(line, ": compare ")
		line = o.typed(line)
		if whole || o.Width == 0 || columns.String(line) <= o.Width {
			b.WriteString(line)
			continue
		}
		Fold(b, strings.TrimSuffix(line, "\n"), 0, 2, o.Width)
	}
}

// typed returns the text with the program called as its user types it.
func (o Options) typed(text string) string {
	if o.Typed == nil {
		return text
	}
	return o.Typed(text)
}
