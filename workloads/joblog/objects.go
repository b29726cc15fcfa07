package joblog

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// mostObject is larger than any record of a log.
const mostObject = 1 << 24

// mostBefore is how much text before an object is looked at.
const mostBefore = 100

// objects reads JSON objects: one per line, over several lines, or the elements of an array
// or of arrays in one big object, with or without other text in between.
type objects struct {
	in      *bufio.Reader
	unread  []byte // is read again before in
	line    int
	inside  bool   // of one big object: only elements of arrays are records
	within  bool   // in such an array
	array   []byte // its name
	text    []byte // the last one outside records, which may be a name
	last    byte
	pending [][]byte // of one record, such as the spans of a trace
	buf     []byte
	before  []byte // the other text on the line
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
			o.before = o.before[:0]
		} else if c != '{' && len(o.before) < mostBefore {
			o.before = append(o.before, c)
		}
		switch {
		case o.inside && quoted && c == '\\':
			o.readByte()
		case o.inside && c == '"':
			if quoted = !quoted; quoted {
				o.text = o.text[:0]
			}
		case quoted:
			if len(o.text) < mostBefore {
				o.text = append(o.text, c)
			}
		case c == '{':
			if o.inside && !o.within && o.last != '[' {
				break
			}
			if o.last == '[' {
				o.array = append(o.array[:0], o.text...)
			}
			o.within = o.inside
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
			o.within = false
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
