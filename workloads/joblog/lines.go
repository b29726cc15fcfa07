package joblog

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
)

// headLines returns the whole lines at the start.
func headLines(head []byte, more bool) []string {
	text := strings.ReplaceAll(strings.ReplaceAll(string(head), "\r\n", "\n"), "\r", "\n")
	if i := strings.LastIndexByte(text, '\n'); i >= 0 && more {
		text = text[:i]
	}
	var lines []string
	for l := range strings.SplitSeq(text, "\n") {
		if len(lines) == headRows {
			break
		}
		lines = append(lines, l)
	}
	return lines
}

// share returns the share of non-empty lines that match.
func share(lines []string, is func(string) bool) float64 {
	n, yes := 0, 0
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			n++
			if is(l) {
				yes++
			}
		}
	}
	return float64(yes) / float64(max(1, n))
}

// open reads lines and splits them with cut. It skips comments.
func (r *rows) open(in *bufio.Reader, number int, split func(string) []string, comment string) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, mostLine)
	r.next = func() ([]string, int, error) {
		for lines.Scan() {
			number++
			text := strings.TrimSpace(lines.Text())
			if text != "" && (comment == "" || !strings.HasPrefix(text, comment)) {
				return split(text), number, nil
			}
		}
		if err := lines.Err(); err != nil {
			return nil, number, err
		}
		return nil, number, io.EOF
	}
	r.replay()
}

// tokens splits a line at spaces outside quotes and brackets.
func tokens(s string, brackets bool) []string {
	var out []string
	for s = strings.TrimLeft(s, " \t"); s != ""; s = strings.TrimLeft(s, " \t") {
		mark := byte(0)
		if s[0] == '"' {
			mark = '"'
		} else if s[0] == '[' && brackets {
			mark = ']'
		}
		if end := strings.IndexByte(s[1:], mark); mark != 0 && end >= 0 {
			out, s = append(out, s[1:1+end]), s[end+2:]
			continue
		}
		end := strings.IndexAny(s, " \t")
		if end < 0 {
			end = len(s)
		}
		out, s = append(out, s[:end]), s[end:]
	}
	return out
}

// replay makes next return the head again.
func (r *rows) replay() {
	next := r.next
	for len(r.head) < headRows {
		fields, line, err := next()
		var bad *rowError
		if err != nil && !errors.As(err, &bad) {
			final := err
			next = func() ([]string, int, error) { return nil, line, final }
			break
		}
		r.head = append(r.head, row{slices.Clone(fields), line, err})
	}
	rest := r.head
	r.next = func() ([]string, int, error) {
		if len(rest) > 0 {
			first := rest[0]
			rest = rest[1:]
			return first.fields, first.line, first.err
		}
		return next()
	}
}

// again notes that a row has a value for a column once more.
func (r *rows) again(column int, value, other string) {
	if value != "" && value != other {
		if r.twice == nil {
			r.twice = make(map[int]bool)
		}
		r.twice[column] = true
	}
}
