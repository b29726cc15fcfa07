package joblog

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// openDelimited reads columns separated by commas, semicolons, tabs, bars or spaces.
func (r *rows) openDelimited(in *bufio.Reader, lines []string, o Options) error {
	told := 0
	if len(lines) > 1 && strings.HasPrefix(strings.ToLower(lines[0]), "sep=") { // how spreadsheets are told
		lines, told = lines[1:], 1
		if _, err := in.ReadSlice('\n'); err != nil {
			return err
		}
	}
	if singleQuoted(lines) {
		in = bufio.NewReaderSize(mapped{in, swapQuotes}, headBytes)
		for i := range lines {
			line := []byte(lines[i])
			swapQuotes(line)
			lines[i] = string(line)
		}
		r.swapped = true
	}
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
	skip += told
	switch delim {
	case ' ':
		r.holds = "columns between blanks"
		r.open(in, skip, func(s string) []string { return tokens(s, false) }, string(comment))
	default:
		r.holds = map[byte]string{',': "CSV", ';': "CSV with semicolons", '\t': "CSV with tabs", '|': "CSV with bars"}[delim]
		r.openCSV(in, delim, skip)
	}
	if r.swapped {
		r.holds += " in single quotes"
	}
	if told > 0 {
		r.holds += ", as spreadsheets write it"
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

func (r *rows) openCSV(in *bufio.Reader, delim byte, skipped int) {
	records := csv.NewReader(in)
	records.Comma = rune(delim)
	records.Comment = '#'
	records.FieldsPerRecord = -1
	records.TrimLeadingSpace = delim != '\t'
	records.ReuseRecord = true
	r.next = func() ([]string, int, error) {
		fields, err := records.Read()
		for err == nil && ruled(fields) {
			fields, err = records.Read()
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return nil, syntax.StartLine + skipped, &rowError{syntax.Err}
		}
		if err != nil {
			return nil, 0, err
		}
		if r.swapped {
			for i, s := range fields {
				if strings.ContainsAny(s, `'"`) {
					cell := []byte(s)
					swapQuotes(cell)
					fields[i] = string(cell)
				}
			}
		}
		line, _ := records.FieldPos(0)
		return fields, line + skipped, nil
	}
	r.replay()
}

// wholeRecords joins a line with a quote that is open at its end with those up to where it ends,
// which become empty: the number of a line stays.
func wholeRecords(lines []string) []string {
	const most = 50 // a quote that is open for longer is none
	out := slices.Clone(lines)
	for i := 0; i < len(lines); i++ {
		record := lines[i]
		if strings.Count(record, `"`)%2 == 0 || !opensQuote(record) {
			continue
		}
		for k := i + 1; k < len(lines) && k < i+most; k++ {
			if record += "\n" + lines[k]; strings.Count(record, `"`)%2 == 0 {
				out[i] = record
				clear(out[i+1 : k+1])
				i = k
				break
			}
		}
	}
	return out
}

// opensQuote reports whether a cell of a line begins with a quote.
func opensQuote(l string) bool {
	for i := range len(l) {
		if l[i] == '"' && (i == 0 || strings.IndexByte(",;\t|", l[i-1]) >= 0) {
			return true
		}
	}
	return false
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
	lines = wholeRecords(lines)
	data := func(l string) bool {
		l = strings.TrimSpace(l)
		return l != "" && l[0] != '#' && l != ";" && !strings.HasPrefix(l, "; ") && !strings.HasPrefix(l, ";;")
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
