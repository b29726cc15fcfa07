package joblog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// arrayColumn is the column with the name of the array, in one big object, that a record is in.
var arrayColumn = []byte("@array")

// openJSON reads objects. The names in the first ones are the header. A time before an object
// on its line is the column "time", if the object has none.
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
		r.again(i, fields[i], string(text))
		fields[i] = string(text)
	}
	r.next = func() ([]string, int, error) {
		text, line, err := source.next()
		if err != nil {
			return nil, line, err
		}
		clear(fields)
		if at := timeBefore(string(source.before)); at != "" {
			found([]byte("time"), []byte(at), true)
			r.logged = true
		}
		if source.inside {
			found(arrayColumn, source.array, true)
			r.array = at[string(arrayColumn)] + 1
		}
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
			if !slices.Contains(columns, i) && i+1 != r.array {
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
	if n := keyed(r); n > 0 {
		return fmt.Errorf("is one object with %d others in it, each with a name: make an array of them, as with jq '[.[]]'", n)
	}
	return nil
}

// keyed returns how many objects with the same names there are in the only record of a log;
// 0: they are no jobs.
func keyed(r *rows) int {
	count := make(map[string]int)
	most := 0
	for _, name := range r.header {
		if i := strings.LastIndexByte(name, '.'); i > 0 {
			count[name[i:]]++
			most = max(most, count[name[i:]])
		}
	}
	if len(r.head) != 1 || most < 3 || 2*most*len(count) < len(r.header) {
		return 0
	}
	return most
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
	if i < 0 || !strings.HasSuffix(l, "}") {
		return false
	}
	inside := strings.TrimLeft(l[i+1:], " ")
	return inside[0] == '"' && !strings.HasPrefix(inside, `""`) // CSV doubles the quotes of an object in a column
}
