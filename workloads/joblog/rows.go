package joblog

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// rowReader reads rows of either kind.
type rowReader struct {
	header []string
	next   func() (fields []string, line int, err error)
}

// A rowError is about one row; the next can be read.
type rowError struct{ err error }

func (e *rowError) Error() string { return e.err.Error() }

func openRows(r io.Reader) (*rowReader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	first, err := in.Peek(1)
	for err == nil && (first[0] == ' ' || first[0] == '\n' || first[0] == '\r' || first[0] == '\t') {
		in.Discard(1)
		first, err = in.Peek(1)
	}
	switch {
	case err == io.EOF:
		return nil, errors.New("is empty, want CSV with a header, or JSON objects, one a line")
	case err != nil:
		return nil, err
	case first[0] == '{':
		return openJSON(in)
	}
	rows := csv.NewReader(in)
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	rows.ReuseRecord = true
	return &rowReader{header, func() ([]string, int, error) {
		fields, err := rows.Read()
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return nil, syntax.StartLine, &rowError{syntax.Err}
		}
		if err != nil {
			return nil, 0, err
		}
		line, _ := rows.FieldPos(0)
		return fields, line, nil
	}}, nil
}

// mostLine is more than any line of a log has.
const mostLine = 1 << 24

// headLines is how many lines of JSON are looked at for names: a field may be missing
// in the first ones.
const headLines = 100

// openJSON reads one object a line. The names in the first lines are the header.
func openJSON(r io.Reader) (*rowReader, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, mostLine)
	line := 0
	var head [][]byte // lines that were read for the header and are to come
	var at []int      // their numbers
	scan := func() ([]byte, error) {
		for lines.Scan() {
			line++
			if text := bytes.TrimSpace(lines.Bytes()); len(text) > 0 {
				return text, nil
			}
		}
		return nil, cmp.Or(lines.Err(), io.EOF)
	}
	names := make(map[string]bool)
	for len(head) < headLines {
		text, err := scan()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		object, err := parseObject(text)
		if err != nil && len(head) == 0 {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		for name := range object {
			names[name] = true
		}
		head, at = append(head, slices.Clone(text)), append(at, line)
	}
	header := slices.Sorted(maps.Keys(names))
	fields := make([]string, len(header))
	return &rowReader{header, func() ([]string, int, error) {
		var text []byte
		number := 0
		if len(head) > 0 {
			text, number = head[0], at[0]
			head, at = head[1:], at[1:]
		} else {
			var err error
			if text, err = scan(); err != nil {
				return nil, line, err
			}
			number = line
		}
		object, err := parseObject(text)
		if err != nil {
			return nil, number, &rowError{err}
		}
		for i, name := range header {
			fields[i] = ""
			switch v := object[name].(type) {
			case nil:
			case string:
				fields[i] = v
			default:
				fields[i] = fmt.Sprint(v)
			}
		}
		return fields, number, nil
	}}, nil
}

func parseObject(text []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		return nil, fmt.Errorf("no JSON object: %w", err)
	}
	return object, nil
}
