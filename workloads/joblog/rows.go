package joblog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// rows are the rows of a log, whatever its syntax.
type rows struct {
	holds  string   // what the log is, as "JSON objects"
	header []string // nil: there is none
	head   []row    // the first rows, which next returns, too
	next   func() (fields []string, line int, err error)
	want   func(columns []int) // tells which columns are looked at: the rest may be left empty
	delim  byte
	access bool // an access log
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
	out := &rows{want: func([]int) {}}
	lines := headLines(head, err != io.EOF)
	err = nil
	switch {
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

func looksJSON(head []byte, lines []string) bool {
	start := bytes.TrimLeft(head, " \t\r\n")
	if start[0] == '[' {
		start = bytes.TrimLeft(start[1:], " \t\r\n")
		return len(start) > 0 && (start[0] == '{' || start[0] == ']') || share(lines, objectLine) > 0.5
	}
	return start[0] == '{' || share(lines, objectLine) > 0.5
}

func objectLine(l string) bool {
	l = strings.TrimRight(strings.TrimSpace(l), ",")
	i := strings.IndexByte(l, '{')
	return i >= 0 && strings.HasSuffix(l, "}") && strings.HasPrefix(strings.TrimLeft(l[i+1:], " "), `"`)
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

// openJSON reads objects. The names in the first one are the header.
func (r *rows) openJSON(in *bufio.Reader, head []byte) error {
	r.holds = "JSON objects"
	source := openObjects(in, head)
	at := make(map[string]int)
	whole := true // the header is not yet known
	var fields []string
	walk := walker{}
	found := func(path, text []byte, _ bool) {
		i, known := at[string(path)]
		if !known {
			if !whole {
				return
			}
			i = len(r.header)
			at[string(path)] = i
			r.header = append(r.header, string(path))
			fields = append(fields, "")
		}
		fields[i] = string(text)
	}
	r.next = func() ([]string, int, error) {
		text, line, err := source.next()
		if err != nil {
			return nil, line, err
		}
		clear(fields)
		walk.text, walk.at, walk.path, walk.found = text, 0, walk.path[:0], found
		if err := walk.object(); err != nil {
			return nil, line, &rowError{err}
		}
		return fields, line, nil
	}
	r.replay()
	whole = false
	r.want = func(columns []int) {
		for name, i := range at {
			if !slices.Contains(columns, i) {
				delete(at, name)
			}
		}
	}
	if len(r.header) == 0 {
		for _, h := range r.head {
			if h.err != nil {
				return fmt.Errorf("line %d: %w", h.line, h.err)
			}
		}
		return errors.New("has no JSON object with a name and a value")
	}
	return nil
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

// openLogfmt reads name=value pairs.
func (r *rows) openLogfmt(in *bufio.Reader) error {
	r.holds = "logfmt"
	at := make(map[string]int)
	whole := true
	var fields []string
	r.open(in, 0, func(s string) []string {
		clear(fields)
		for _, p := range pairs(s) {
			i, known := at[p[0]]
			if !known {
				if !whole {
					continue
				}
				i = len(r.header)
				at[p[0]] = i
				r.header, fields = append(r.header, p[0]), append(fields, "")
			}
			fields[i] = p[1]
		}
		return fields
	}, "")
	whole = false
	return nil
}

// pairs returns the name=value pairs of a line; values may be quoted.
func pairs(s string) [][2]string {
	var out [][2]string
	for s != "" {
		s = strings.TrimLeft(s, " \t")
		i := strings.IndexAny(s, "= \t")
		if i < 0 {
			return out
		}
		if s[i] != '=' || i == 0 {
			s = s[i+1:]
			continue
		}
		name := s[:i]
		s = s[i+1:]
		end := strings.IndexAny(s, " \t")
		value := ""
		if strings.HasPrefix(s, `"`) {
			end = 1
			for end < len(s) && s[end] != '"' {
				if s[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(s))
			value = strings.Trim(s[:end], `"`)
		} else {
			if end < 0 {
				end = len(s)
			}
			value = s[:end]
		}
		if !strings.ContainsAny(name, `"?&/<>,;|{`) {
			out = append(out, [2]string{name, value})
		}
		s = s[end:]
	}
	return out
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

// accessTime reports whether a line contains the time of an access log.
func accessTime(l string) bool {
	i := strings.IndexByte(l, '[')
	if i < 0 || len(l) < i+28 || i > 300 {
		return false
	}
	_, ok := parseMoment(l[i+1:min(len(l), i+27)], orderUnknown)
	return ok && strings.IndexByte(l[:i], '"') < 0
}

// bracketTime reports whether a line begins with a time in brackets.
func bracketTime(l string) bool {
	at, _, ok := strings.Cut(l, "]")
	if !ok || at == "" || at[0] != '[' {
		return false
	}
	_, ok = parseMoment(at[1:], orderUnknown)
	return ok
}

// accessHeader names the fields of an access log as nginx and Apache do. Fields that a
// configuration appends are extra_1, extra_2 and so on.
func accessHeader(head []row) []string {
	names := []string{"remote_addr", "ident", "remote_user", "time_local", "request", "status", "bytes", "referer", "user_agent"}
	most := 0
	for _, h := range head {
		most = max(most, len(h.fields))
	}
	for i := len(names); i < most; i++ {
		names = append(names, fmt.Sprintf("extra_%d", i-8))
	}
	return names[:max(most, 1)]
}

// openDelimited reads columns separated by commas, semicolons, tabs, bars or spaces.
func (r *rows) openDelimited(in *bufio.Reader, lines []string, o Options) error {
	delim, skip, head := sniff(lines)
	r.delim = delim
	comment := byte('#')
	if delim == ' ' && len(lines) > 0 && strings.HasPrefix(lines[0], ";") {
		comment = ';'
	}
	for range skip {
		if _, err := in.ReadSlice('\n'); err != nil && err != io.EOF {
			return err
		}
	}
	switch delim {
	case ' ':
		r.holds = "columns between blanks"
		r.open(in, skip, func(s string) []string { return tokens(s, false) }, string(comment))
	default:
		r.holds = map[byte]string{',': "CSV", ';': "CSV with semicolons", '\t': "CSV with tabs", '|': "CSV with bars"}[delim]
		r.openCSV(in, delim, skip)
	}
	if len(r.head) == 0 {
		return errors.New("has no row")
	}
	first := r.head[0]
	switch {
	case len(o.Names) > 0:
		r.header = o.Names
		if first.err == nil && !hasValue(first.fields) && len(first.fields) == len(o.Names) {
			r.next() // a header that is told anew
			r.head = r.head[1:]
		}
	case head != nil:
		r.header = head
	case first.err != nil:
		return fmt.Errorf("header: %w", first.err)
	case hasValue(first.fields):
	default:
		r.header = make([]string, len(first.fields))
		for i, name := range first.fields {
			r.header[i] = strings.TrimSpace(name)
		}
		r.next()
		r.head = r.head[1:]
	}
	return nil
}

// hasValue reports whether one of the cells is a number or a time. No header contains one.
func hasValue(cells []string) bool {
	return slices.ContainsFunc(cells, func(s string) bool {
		s = strings.TrimSpace(s)
		if _, ok := parseMoment(s, dayFirst); ok {
			return true
		}
		_, _, err := took(commaThousands.number(s), 1)
		return err == nil && s != "" && strings.ContainsAny(s, "0123456789")
	})
}

func (r *rows) openCSV(in *bufio.Reader, delim byte, skipped int) {
	records := csv.NewReader(in)
	records.Comma = rune(delim)
	records.Comment = '#'
	records.FieldsPerRecord = -1
	records.TrimLeadingSpace = delim != '\t'
	records.ReuseRecord = true
	r.next = func() ([]string, int, error) {
		fields, err := records.Read()
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return nil, syntax.StartLine + skipped, &rowError{syntax.Err}
		}
		if err != nil {
			return nil, 0, err
		}
		line, _ := records.FieldPos(0)
		return fields, line + skipped, nil
	}
	r.replay()
}

// sniff finds the separator of the columns, how many lines precede them, and the header if
// it is a comment.
func sniff(lines []string) (delim byte, skip int, header []string) {
	count := func(l string, d byte) int {
		if d == ' ' {
			return len(tokens(l, false))
		}
		n, quoted := 1, false
		for i := range len(l) {
			switch {
			case l[i] == '"':
				quoted = !quoted
			case l[i] == d && !quoted:
				n++
			}
		}
		return n
	}
	data := func(l string) bool {
		l = strings.TrimSpace(l)
		return l != "" && l[0] != '#' && !strings.HasPrefix(l, "; ") && !strings.HasPrefix(l, ";;")
	}
	delim = ','
	best, columns := 0.0, 1
	for _, d := range []byte{'\t', ';', '|', ',', ' '} {
		tally := make(map[int]int)
		total := 0
		for _, l := range lines {
			if data(l) {
				tally[count(l, d)]++
				total++
			}
		}
		for n, k := range tally {
			if s := float64(k) / float64(total); n > 1 && s > best+0.001 && (d != ' ' || columns == 1 && s == 1) {
				delim, best, columns = d, s, n
			}
		}
	}
	if best < 0.5 {
		return ',', 0, nil
	}
	for i, l := range lines {
		text := strings.TrimSpace(l)
		if data(l) && count(l, delim) == columns {
			return delim, i, header
		}
		if rest := strings.TrimPrefix(strings.TrimLeft(text, "# "), "Fields: "); strings.HasPrefix(text, "#") && count(rest, delim) == columns {
			cells := strings.Split(rest, string(delim))
			if delim == ' ' {
				cells = tokens(rest, false)
			}
			if header = nil; !hasValue(cells) {
				header = cells
			}
		} else if data(l) && i > 20 {
			break
		}
	}
	return delim, 0, nil
}
