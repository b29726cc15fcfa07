package joblog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// rows are the rows of a log, whatever its syntax.
type rows struct {
	holds   string   // what the log is, as "JSON objects"
	header  []string // nil: there is none
	head    []row    // the first rows, which next returns, too
	next    func() (fields []string, line int, err error)
	want    func(columns []int) // tells which columns are looked at: the rest may be left empty
	delim   byte
	access  bool         // an access log
	swapped bool         // single quotes are double ones
	twice   map[int]bool // columns that a row has more than once, with other values; known at the end
	array   int          // 1 + the column with the name of the array that a row is in; 0: there is none
	logged  bool         // lines that a program logs: their time is that of the line
}

type row struct {
	fields []string
	line   int
	err    error
}

// A rowError is about one row only: the next one can be read.
type rowError struct{ err error }

func (e *rowError) Error() string { return e.err.Error() }

// headRows is how many rows show what a column contains.
const headRows = 1000

// mostLine is longer than any line of a log.
const mostLine = 1 << 24

// openRows finds out which syntax the log has.
func openRows(r io.Reader, o Options) (*rows, error) {
	in, err := openText(r)
	if err != nil {
		return nil, err
	}
	head, err := in.Peek(headBytes)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, err
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, errors.New("is empty, want CSV with a header, or JSON objects, one per line")
	}
	if other := noLog(head); other != "" {
		return nil, errors.New(other)
	}
	if tool := summaryOf(head); tool != "" {
		return nil, fmt.Errorf("is a summary of %s, which has percentiles and no jobs; have it, or the server, log each request", tool)
	}
	out := &rows{want: func([]int) {}}
	lines := headLines(head, err != io.EOF)
	err = nil
	switch {
	case looksXML(head):
		err = out.openXML(in)
	case looksJSON(head, lines):
		err = out.openJSON(in, head)
	case share(lines, func(l string) bool { return len(pairs(l)) > 1 }) > 0.8:
		err = out.openLogfmt(in)
	case share(lines, func(l string) bool { return accessTime(l) }) > 0.8:
		out.holds, out.delim, out.access = "an access log", ' ', true
		out.open(in, 0, func(s string) []string { return tokens(s, true) }, "")
		out.header = accessHeader(out.head)
	case share(lines, func(l string) bool { return bracketTime(l) }) > 0.8:
		out.holds, out.delim = "columns between blanks", ' '
		out.open(in, 0, func(s string) []string { return tokens(s, true) }, "")
		out.header = o.Names
	default:
		err = out.openDelimited(in, lines, o)
	}
	return out, err
}

// summaryOf returns which tool's summary a text is, if it is one.
func summaryOf(head []byte) string {
	for _, s := range []struct{ tool, text string }{
		{"wrk2", "Detailed Percentile spectrum"},
		{"wrk", "Thread Stats   Avg"},
		{"hey", "Response time histogram"},
		{"ab", "Percentage of the requests served within"},
		{"vegeta", "Latencies     [min, mean"},
		{"k6", "http_req_duration."},
	} {
		if bytes.Contains(head, []byte(s.text)) {
			return s.tool
		}
	}
	return ""
}
