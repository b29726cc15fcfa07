package joblog

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// looksXML reports whether a log is XML, as that of JMeter.
func looksXML(head []byte) bool {
	start := bytes.TrimSpace(head[:min(len(head), 500)])
	return bytes.HasPrefix(start, []byte("<?xml")) || bytes.HasPrefix(start, []byte("<testResults"))
}

// openXML reads the elements within the root as rows, with their attributes as columns.
func (r *rows) openXML(in *bufio.Reader) error {
	r.holds = "XML"
	tokens := xml.NewDecoder(in)
	at := make(map[string]int)
	whole := true // the header is not yet known
	var fields []string
	depth := 0
	r.next = func() ([]string, int, error) {
		for {
			line, _ := tokens.InputPos()
			token, err := tokens.Token()
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF") {
				return nil, line, io.ErrUnexpectedEOF
			}
			if err != nil {
				return nil, line, err
			}
			switch x := token.(type) {
			case xml.EndElement:
				depth--
			case xml.StartElement:
				if depth++; depth != 2 || len(x.Attr) == 0 {
					break
				}
				clear(fields)
				for _, a := range x.Attr {
					i, known := at[a.Name.Local]
					if !known && whole {
						i, known = len(r.header), true
						at[a.Name.Local] = i
						r.header, fields = append(r.header, a.Name.Local), append(fields, "")
					}
					if known {
						fields[i] = a.Value
					}
				}
				return fields, line, nil
			}
		}
	}
	r.replay()
	whole = false
	if len(r.header) == 0 {
		return errors.New("has no element with attributes within its root")
	}
	return nil
}
