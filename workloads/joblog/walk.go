package joblog

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// A walker calls found with the path of each scalar in an object, such as job.duration, and
// with its text. It skips arrays, but for those that have the name of a time: they are found as
// they are written.
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
		if before == 0 || len(name) == 0 || name[0] != '$' { // {"at": {"$date": …}} is how MongoDB writes a type
			if before > 0 {
				w.path = append(w.path, '.')
			}
			w.path = append(w.path, name...)
		}
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
		from := w.at
		err := w.array()
		if err == nil && w.found != nil && isTime(w.path) {
			w.found(w.path, w.text[from:w.at], false)
		}
		return err
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
