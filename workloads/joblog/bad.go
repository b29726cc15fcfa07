package joblog

import (
	"bytes"
	"fmt"
	"strings"
)

// BadRows says which rows of a log cannot be used.
type BadRows struct {
	Bad   int      // how many rows
	First []string // what is wrong with the first few, with line numbers
}

func (e *BadRows) Error() string {
	more := ""
	if n := e.Bad - len(e.First); n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	rows := "rows"
	if e.Bad == 1 {
		rows = "row"
	}
	return fmt.Sprintf("%d bad %s: %s%s", e.Bad, rows, strings.Join(e.First, "; "), more)
}

const maxBadShown = 5

func (e *BadRows) add(line int, err error) {
	if e.Bad++; len(e.First) < maxBadShown {
		e.First = append(e.First, fmt.Sprintf("line %d: %v", line, err))
	}
}

// noLog says what a file is that is no text, or a page; "" if it is neither.
func noLog(head []byte) string {
	for _, k := range []struct{ magic, is string }{
		{"\xfd7zXZ", "is compressed with xz: decompress it first, as with xz -dc FILE | compare recommend -"},
		{"PAR1", "is Parquet, not text: export it as CSV first"},
		{"SQLite format 3\x00", "is a database of SQLite, not text: export the table as CSV first"},
		{"%PDF", "is PDF, not a log"},
	} {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.is
		}
	}
	if 1000*bytes.Count(head, []byte{0}) > len(head) {
		return "is binary, not text: export it as CSV or JSON first"
	}
	start := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 500)]))
	if bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")) {
		return "is a web page: save the log behind it"
	}
	return ""
}
