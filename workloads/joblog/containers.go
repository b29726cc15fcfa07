package joblog

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A mapped reader replaces bytes one for one.
type mapped struct {
	in  io.Reader
	set func(p []byte)
}

func (m mapped) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.set(p[:n])
	return n, err
}

// swapQuotes makes ' of " and " of '.
func swapQuotes(p []byte) {
	for i, c := range p {
		switch c {
		case '\'':
			p[i] = '"'
		case '"':
			p[i] = '\''
		}
	}
}

// plainLines returns text whose lines end in a newline, and that is UTF-8: text of another
// encoding is taken for Windows-1252.
func plainLines(in *bufio.Reader) *bufio.Reader {
	head, _ := in.Peek(headBytes)
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		in = bufio.NewReaderSize(mapped{in, func(p []byte) {
			for i, c := range p {
				if c == '\r' {
					p[i] = '\n'
				}
			}
		}}, headBytes)
		head, _ = in.Peek(headBytes)
	}
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
		head = head[:i] // the rest may end within a character
	}
	if !utf8.Valid(head) && noLog(head) == "" {
		in = bufio.NewReaderSize(charmap.Windows1252.NewDecoder().Reader(in), headBytes)
	}
	return in
}

// singleQuoted reports whether cells are in single quotes in most lines.
func singleQuoted(lines []string) bool {
	return len(lines) > 0 && share(lines, func(l string) bool {
		l = strings.TrimSpace(l)
		if len(l) < 2 || l[0] != '\'' {
			return false
		}
		i := 1
		for i < len(l) && (l[i] != '\'' || strings.HasPrefix(l[i:], "''")) {
			if l[i] == '\'' {
				i++
			}
			i++
		}
		return i+1 < len(l) && strings.IndexByte(",;\t|", l[i+1]) >= 0
	}) > 0.8
}

// ruled reports whether a row is a line in a table, as --- | --- or +----+.
func ruled(fields []string) bool {
	for _, s := range fields {
		if s = strings.TrimSpace(s); s != "" && (strings.Trim(s, "-+=:|") != "" || len(s) < 3) {
			return false
		}
	}
	return true
}

// shifts reports whether a comma too many in a row would move the values of another column
// into one that is used.
func (r *rows) shifts(cols map[string]place) bool {
	if r.delim == 0 || r.delim == ' ' || r.access || len(r.header) == 0 {
		return false
	}
	used := make(map[int]bool)
	last := 0
	for _, p := range cols {
		for _, t := range p {
			used[t.at], last = true, max(last, t.at, t.also-1)
			used[t.also-1] = true // -1 if there is none
		}
	}
	for i := range last {
		if !used[i] {
			return true
		}
	}
	return false
}

// longer reports whether a row has more cells than the header, which are not empty.
func longer(fields, header []string) bool {
	return len(fields) > len(header) && slices.ContainsFunc(fields[len(header):], func(s string) bool { return strings.TrimSpace(s) != "" })
}

// isHeader reports whether a row is the header once more, as in logs that were joined.
func isHeader(fields, header []string) bool {
	return slices.EqualFunc(fields, header, func(s, name string) bool { return strings.TrimSpace(s) == name })
}

// otherHeader reports whether a row has the names of the header in another order.
func otherHeader(fields, header []string) bool {
	if len(fields) < 2 {
		return false
	}
	known := 0
	for _, s := range fields {
		if findColumn(header, s) >= 0 {
			known++
		}
	}
	return known >= 2 && 2*known > len(fields) && !hasValue(fields)
}
