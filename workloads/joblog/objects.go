package joblog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// mostObject is larger than any record of a log.
const mostObject = 1 << 24

// objects reads JSON objects: one per line, over several lines, or the elements of an array
// or of arrays in one big object, with or without other text in between.
type objects struct {
	in      *bufio.Reader
	unread  []byte // is read again before in
	line    int
	inside  bool // of one big object: only elements of arrays are records
	array   bool // in such an array
	last    byte
	pending [][]byte // of one record, such as the spans of a trace
	buf     []byte
}

func openObjects(in *bufio.Reader, head []byte) *objects {
	return &objects{in: in, line: 1, inside: oneObject(head)}
}

// oneObject reports whether a log is one big object that contains the records.
func oneObject(head []byte) bool {
	start := bytes.TrimLeft(head, " \t\r\n")
	if len(start) == 0 || start[0] != '{' {
		return false
	}
	end := balanced(start)
	if end > 0 && bytes.IndexByte(start[end:], '{') >= 0 {
		return false
	}
	if end > 0 {
		start = start[:end]
	}
	for i, c := range start {
		if c == '[' {
			if next := bytes.TrimLeft(start[i+1:], " \t\r\n"); len(next) > 0 && next[0] == '{' {
				return true
			}
		}
	}
	return false
}

// balanced returns where the object at the start of the text ends, or -1 if the text ends
// first.
func balanced(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func (o *objects) readByte() (byte, error) {
	if len(o.unread) > 0 {
		c := o.unread[0]
		o.unread = o.unread[1:]
		return c, nil
	}
	return o.in.ReadByte()
}

// next returns an object, which is valid until the next call, and the number of its first
// line.
func (o *objects) next() ([]byte, int, error) {
	if len(o.pending) > 0 {
		object := o.pending[0]
		o.pending = o.pending[1:]
		return object, o.line, nil
	}
	quoted := false
	for {
		c, err := o.readByte()
		if err != nil {
			return nil, o.line, err
		}
		if c == '\n' {
			o.line++
			quoted = false
		}
		switch {
		case o.inside && quoted && c == '\\':
			o.readByte()
		case o.inside && c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			if o.inside && !o.array && o.last != '[' {
				break
			}
			o.array = o.inside
			line := o.line
			object, err := o.rest()
			if err != nil {
				return nil, line, err
			}
			if spans := spansOf(object); len(spans) > 0 {
				o.pending = spans[1:]
				return spans[0], line, nil
			}
			return object, line, nil
		case c == ']':
			o.array = false
		}
		if c > ' ' {
			o.last = c
		}
	}
}

// rest reads an object after its opening brace. A malformed one ends with its line.
func (o *objects) rest() ([]byte, error) {
	b := append(o.buf[:0], '{')
	depth, quoted, escaped := 1, false, false
	lines, solid := 0, byte('{')
	broken := ""
	for depth > 0 && broken == "" {
		c, err := o.readByte()
		if err == io.EOF {
			broken = "it has no end"
			break
		}
		if err != nil {
			return nil, err
		}
		b = append(b, c)
		switch {
		case len(b) > mostObject:
			broken = "it is too long"
		case c == '\n' && quoted:
			broken = "a text has no end"
		case c == '\n':
			lines++
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' && b[len(b)-2] == '\n' && solid != ',' && solid != '[' && solid != ':':
			broken = "it has no end"
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
		if c > ' ' {
			solid = c
		}
	}
	o.buf = b
	if broken == "" {
		o.line += lines
		return b, nil
	}
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		o.unread = append(bytes.Clone(b[i:]), o.unread...)
	}
	return nil, &rowError{errors.New("no JSON object: " + broken)}
}

// spansOf returns the spans of a trace of Jaeger or OTLP, at any depth.
func spansOf(object []byte) [][]byte {
	var out [][]byte
	for {
		i := bytes.Index(object, []byte(`"spans"`))
		if i < 0 {
			return out
		}
		object = bytes.TrimLeft(object[i+len(`"spans"`):], " \t\r\n:")
		if len(object) == 0 || object[0] != '[' {
			continue
		}
		for object = object[1:]; ; {
			object = bytes.TrimLeft(object, " \t\r\n,")
			if len(object) == 0 || object[0] != '{' {
				break
			}
			end := balanced(object)
			if end < 0 {
				return out
			}
			out, object = append(out, bytes.Clone(object[:end])), object[end:]
		}
	}
}

// A walker calls found with the path of each scalar in an object, such as job.duration, and
// with its text. It skips arrays.
type walker struct {
	text  []byte
	at    int
	path  []byte
	found func(path, text []byte, quoted bool)
}

var errJSON = errors.New("no JSON object")

func (w *walker) blanks() byte {
	for w.at < len(w.text) && (w.text[w.at] == ' ' || w.text[w.at] == '\n' || w.text[w.at] == '\t' || w.text[w.at] == '\r') {
		w.at++
	}
	if w.at == len(w.text) {
		return 0
	}
	return w.text[w.at]
}

func (w *walker) fail() error { return fmt.Errorf("%w: unexpected text at byte %d", errJSON, w.at+1) }

func (w *walker) object() error {
	w.at++ // brace
	if w.blanks() == '}' {
		w.at++
		return nil
	}
	for {
		if w.blanks() != '"' {
			return w.fail()
		}
		name, err := w.quoted()
		if err != nil {
			return err
		}
		if w.blanks() != ':' {
			return w.fail()
		}
		w.at++
		before := len(w.path)
		if before > 0 {
			w.path = append(w.path, '.')
		}
		w.path = append(w.path, name...)
		if err := w.value(); err != nil {
			return err
		}
		w.path = w.path[:before]
		switch w.blanks() {
		case ',':
			w.at++
		case '}':
			w.at++
			return nil
		default:
			return w.fail()
		}
	}
}

func (w *walker) value() error {
	switch c := w.blanks(); {
	case c == '{':
		return w.object()
	case c == '[':
		return w.array()
	case c == '"':
		text, err := w.quoted()
		if err == nil && w.found != nil {
			w.found(w.path, text, true)
		}
		return err
	default:
		from := w.at
		for w.at < len(w.text) && w.text[w.at] > ' ' && w.text[w.at] != ',' && w.text[w.at] != '}' && w.text[w.at] != ']' {
			w.at++
		}
		word := w.text[from:w.at]
		if len(word) == 0 || word[0] != '-' && (word[0] < '0' || word[0] > '9') && string(word) != "true" && string(word) != "false" && string(word) != "null" && string(word) != "NaN" {
			w.at = from
			return w.fail()
		}
		if w.found != nil && string(word) != "null" {
			w.found(w.path, word, false)
		}
		return nil
	}
}

func (w *walker) array() error {
	found := w.found
	w.found = nil
	defer func() { w.found = found }()
	w.at++
	if w.blanks() == ']' {
		w.at++
		return nil
	}
	for {
		if err := w.value(); err != nil {
			return err
		}
		switch w.blanks() {
		case ',':
			w.at++
		case ']':
			w.at++
			return nil
		default:
			return w.fail()
		}
	}
}

// quoted returns a text without its quotes.
func (w *walker) quoted() ([]byte, error) {
	from := w.at + 1
	for i := from; i < len(w.text); i++ {
		switch w.text[i] {
		case '\\':
			return w.escaped(from, i)
		case '"':
			w.at = i + 1
			return w.text[from:i], nil
		}
	}
	return nil, w.fail()
}

func (w *walker) escaped(from, i int) ([]byte, error) {
	out := bytes.Clone(w.text[from:i])
	for ; i < len(w.text); i++ {
		c := w.text[i]
		if c == '"' {
			w.at = i + 1
			return out, nil
		}
		if c != '\\' || i+1 == len(w.text) {
			out = append(out, c)
			continue
		}
		i++
		switch c = w.text[i]; c {
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case 'r':
			out = append(out, '\r')
		case 'b', 'f':
			out = append(out, ' ')
		case 'u':
			r, n := unescape(w.text[i+1:])
			if n == 0 {
				return nil, w.fail()
			}
			out = utf8.AppendRune(out, r)
			i += n
		default:
			out = append(out, c)
		}
	}
	return nil, w.fail()
}

// unescape reads the four digits after \u, and the second half of a surrogate pair if one
// follows.
func unescape(text []byte) (rune, int) {
	if len(text) < 4 {
		return 0, 0
	}
	x, err := strconv.ParseUint(string(text[:4]), 16, 16)
	if err != nil {
		return 0, 0
	}
	if utf16.IsSurrogate(rune(x)) && len(text) >= 10 && text[4] == '\\' && text[5] == 'u' {
		if y, err := strconv.ParseUint(string(text[6:10]), 16, 16); err == nil {
			return utf16.DecodeRune(rune(x), rune(y)), 10
		}
	}
	return rune(x), 4
}
